import type {Connector, RecognisedColumn} from '../../domain/ports/connector.js'
import {dealFields, usualFields} from '../../domain/review/deal.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {DealCounter} from '../deal-counter.js'
import {percent} from './answer-notes.js'
import {propertiesOfField} from './deal-properties.js'
import {hubspotLogin} from './login.js'
import {parseHubspotSettings} from './parse-settings.js'
import {type HubspotRead, type ReadContext, readDeals} from './read-deals.js'
import {hubspotSettings} from './settings.js'

export const hubspotConnector: Connector = {
  kind: 'hubspot',
  parseSettings: settings => parseHubspotSettings(settings),
  open: (settings, context) => ({
    async read(sink, options) {
      const parsed = parseHubspotSettings(settings, context.label)
      const whole = readContext(context)
      const shelf = parsed.isDelta ? whole.crm.access : null
      const {report, problem} = await readDeals(parsed, {...whole, shelf}, {sink, options})
      refuseProblem({problem})
      return report
    },
  }),
  async test(settings, context, signal) {
    const parsed = parseHubspotSettings(settings, context.label)
    const sink = new DealCounter('last')
    const read = await readDeals(parsed, readContext(context), {sink, options: {customFields: 'all', signal}})
    return {
      description: descriptionOf(read),
      columns: recognisedColumns(read),
      missingFields: usualFields.filter(field => !read.plan.fields.has(field)),
      dealsOpen: sink.of('open'),
      dealsWon: sink.of('won'),
      dealsLost: sink.of('lost'),
      stages: sink.stages(),
      duplicateIds: sink.duplicateIds,
      sample: sink.sample,
      report: read.report,
      problem: read.problem,
    }
  },
  describe(settings) {
    const parsed = hubspotSettings.safeParse(settings)
    if (!parsed.success) return '(settings that cannot be read)'
    const {login, apiUrl} = parsed.data
    return `${new URL(apiUrl).host}, ${login === 'token' ? 'access token' : 'login with the browser'}`
  },
  login: hubspotLogin,
}

function readContext({crm, label, timeZone}: Parameters<Connector['open']>[1]): ReadContext {
  if (crm === undefined) throw new Error('HubSpot was opened without a way into it')
  return {crm, label: label ?? 'HubSpot', timeZone, shelf: null}
}

function descriptionOf({portal, dailyUsed}: HubspotRead): string {
  const used = dailyUsed === null ? '' : `, ${percent(dailyUsed)} of today's API calls used`
  return `HubSpot account ${portal.id} (${portal.uiDomain.split('.')[0]})${used}`
}

const readings: Readonly<Record<string, string>> = {
  amount: 'number',
  probability: 'share 0-1',
  contactCount: 'number',
  closeDate: 'date',
  createdAt: 'date',
  lastStageChangeAt: 'date',
  lastActivityAt: 'date',
  nextActivityAt: 'date',
}

function recognisedColumns({plan, filled, report}: HubspotRead): RecognisedColumn[] {
  const fieldOf = new Map(
    dealFields.flatMap(field =>
      propertiesOfField[field].map(property => [property as string, field] as const),
    ),
  )
  return plan.properties.map(column => {
    const field = fieldOf.get(column) ?? null
    return {
      column,
      field,
      reading: (field && readings[field]) ?? 'text',
      filled: report.rowsRead === 0 ? 0 : (filled.get(column) ?? 0) / report.rowsRead,
      ambiguity: null,
    }
  })
}
