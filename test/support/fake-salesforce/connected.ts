import {salesforceConnector} from '../../../src/connectors/salesforce/connector.js'
import {RevschedError} from '../../../src/domain/errors.js'
import type {CrmPorts, LoginPorts} from '../../../src/domain/ports/crm-access.js'
import type {DealSink, ReadOptions, SourceReport} from '../../../src/domain/ports/deal-source.js'
import {httpClientOf} from '../../../src/platform/http-client.js'
import {keptInMemory} from '../kept-in-memory.js'
import {ListSink} from '../read-file.js'
import type {FakeSalesforce} from './server.js'

/** What every connection of the tests has. */
export function settingsFor(
  fake: FakeSalesforce,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return salesforceConnector.parseSettings({
    login: 'browser',
    clientId: fake.oauth.clientId,
    loginUrl: fake.url,
    isPrivateAllowed: true,
    ...more,
  })
}

/** The program's own client: what a fault becomes is shown from the socket on. */
export const http = httpClientOf('0.0.0')

export const loginPorts: LoginPorts = {
  http,
  runProgram: () => Promise.reject(new Error('no program is run here')),
  now: () => new Date(),
}

export type Access = CrmPorts['access'] & {
  /** What is stored, newest last. */
  secrets: string[]
  permits: number
}

/** The way in of one run, as the process with the secrets has it: one refresh, the secret stored before the token is used. */
export function accessTo(fake: FakeSalesforce, settings = settingsFor(fake)): Access {
  const refreshToken = fake.oauth.newRefreshToken()
  const secrets = [
    JSON.stringify({accessToken: fake.oauth.newAccessToken(), instanceUrl: fake.url, refreshToken}),
  ]
  let refreshes = 0
  return {
    secrets,
    permits: 0,
    async grant(refused) {
      if (refused !== null && ++refreshes > 1)
        throw new RevschedError('auth', 'the login was replaced once and refused again')
      const state = {settings, secret: secrets.at(-1)!}
      const {signal} = new AbortController()
      const {grant, secret} = await salesforceConnector.login!.access(loginPorts, state, refused, signal)
      if (secret !== null) secrets.push(secret)
      return grant
    },
    async permit() {
      this.permits++
    },
    async markLogin() {},
    ...keptInMemory(),
  }
}

type ReadMore = Partial<ReadOptions> & {
  settings?: Record<string, unknown>
  access?: Access
  timeZone?: string
  sink?: DealSink
}

export const label = 'salesforce "acme"'

/** The instant at which the tests judge. */
export const asOf = new Date('2026-11-26T09:00:00Z')

/** Reads through the connector; what the sink got is there also where the read fails. */
export function reading(fake: FakeSalesforce, more: ReadMore = {}) {
  const {settings, access, timeZone = 'UTC', sink = new ListSink(), ...options} = more
  const checked = settingsFor(fake, settings)
  const crm = {http, access: access ?? accessTo(fake, checked)}
  const source = salesforceConnector.open(checked, {timeZone, label, crm})
  const report = source.read(sink, {customFields: [], asOf, signal: new AbortController().signal, ...options})
  return {sink: sink as ListSink, report}
}

export async function readOrg(
  fake: FakeSalesforce,
  more: ReadMore = {},
): Promise<ListSink & {report: SourceReport}> {
  const {sink, report} = reading(fake, more)
  return Object.assign(sink, {report: await report})
}
