import type {Connector} from '../../domain/ports/connector.js'
import type {CrmPorts} from '../../domain/ports/crm-access.js'
import type {DealSink} from '../../domain/ports/deal-source.js'
import {salesforceLogin} from './login.js'
import {ownCondition} from './own-condition.js'
import {parseSalesforceSettings} from './parse-settings.js'
import {type ReadResult, readDeals} from './read-deals.js'
import type {ReadRequest} from './read-request.js'
import {Rest} from './rest.js'
import {defaultApiVersion, defaultLoginUrl} from './settings.js'
import {testConnection} from './test-connection.js'

const plainLabel = 'salesforce'

export const salesforceConnector: Connector = {
  kind: 'salesforce',
  parseSettings: settings => parseSalesforceSettings(settings),
  open: (settings, context) => ({
    async read(sink, options) {
      const {report} = await withOrg({settings, ...context, signal: options.signal}, org =>
        org.read(sink, {...options, timeZone: context.timeZone, isDelta: true}),
      )
      return report
    },
  }),
  test: (settings, context, signal) =>
    withOrg({settings, ...context, signal}, org => testConnection(org, context.timeZone)),
  describe({login, org, username, loginUrl, apiUrl}) {
    const who = [org, username].find(name => typeof name === 'string')
    const where = [apiUrl, loginUrl].find(address => typeof address === 'string') ?? defaultLoginUrl
    return who === undefined ? `${where} (${login})` : `${who} (${login})`
  },
  login: salesforceLogin,
  checkCondition: condition => void ownCondition(condition),
}

type OrgRequest = {
  settings: unknown
  label?: string
  crm?: CrmPorts
  signal: AbortSignal
}

export type Org = {
  rest: Rest
  apiVersion: string
  signal: AbortSignal
  /** With `isDelta`, what the settings say of a delta fetch counts; else all is read. */
  read(
    sink: DealSink,
    request: Omit<ReadRequest, 'currency' | 'instanceUrl' | 'shelf'> & {isDelta?: true},
  ): Promise<ReadResult>
}

/** Calls that are still under way when the work ends, because another one failed, are given up. */
async function withOrg<Result>(
  {settings, label, crm, signal}: OrgRequest,
  work: (org: Org) => Promise<Result>,
): Promise<Result> {
  const parsed = parseSalesforceSettings(settings, label ?? null)
  if (!crm) throw new Error('a connection to Salesforce was opened without a way to call it')
  const {apiVersion = defaultApiVersion, isPrivateAllowed = false, isDelta = false, currency = null} = parsed
  const {apiUrl, pageUrl = apiUrl} = await crm.access.grant(null)
  const end = new AbortController()
  const rest = new Rest(crm, {
    label: label ?? plainLabel,
    apiVersion,
    isPrivateAllowed,
    signal: AbortSignal.any([signal, end.signal]),
  })
  try {
    return await work({
      rest,
      apiVersion,
      signal,
      read: (sink, request) =>
        readDeals(rest, sink, {
          ...request,
          currency,
          instanceUrl: pageUrl,
          shelf: isDelta && request.isDelta ? crm.access : null,
        }),
    })
  } finally {
    end.abort()
  }
}
