import {RevschedError} from '../../domain/errors.js'
import type {ConnectionTest, RecognisedColumn} from '../../domain/ports/connector.js'
import type {DealSink} from '../../domain/ports/deal-source.js'
import {type DealField, usualFields} from '../../domain/review/deal.js'
import {DealCounter} from '../deal-counter.js'
import type {Org} from './connector.js'
import {convertedAmount} from './field-plan.js'
import {FilledShares} from './filled-shares.js'
import {orgStages} from './org-stages.js'
import type {ReadResult} from './read-deals.js'
import type {Rest} from './rest.js'
import {soqlOf} from './soql.js'
import {firstRow, whoIsLoggedIn} from './who.js'

/** Reads all that a review reads, and all custom fields as well, so that a person sees what there is. */
export async function testConnection(org: Org, timeZone: string): Promise<ConnectionTest> {
  const {rest, signal} = org
  const counter = new DealCounter('last')
  const shares = new FilledShares()
  const result = await org.read(both(counter, shares), {customFields: 'all', timeZone, signal})
  const [description, stageOrder] = await Promise.all([describedOrg(org), activeStages(rest)])
  const stages = inOrder(counter.stages(), stageOrder)
  return {
    description,
    columns: recognised(result, shares),
    missingFields: usualFields.filter(field => !result.fields.has(field)),
    dealsOpen: counter.of('open'),
    dealsWon: counter.of('won'),
    dealsLost: counter.of('lost'),
    stages,
    duplicateIds: counter.duplicateIds,
    sample: counter.sample,
    report: {
      ...result.report,
      warnings: [
        ...oldVersion(org.apiVersion),
        ...unknownStages(stages, stageOrder),
        ...result.report.warnings,
      ],
    },
    problem: null,
  }
}

function both(counter: DealCounter, shares: FilledShares): DealSink {
  const sinks = [counter, shares]
  return {
    begin() {
      for (const sink of sinks) sink.begin()
    },
    add(deals) {
      for (const sink of sinks) sink.add(deals)
    },
  }
}

/** E.g. `Salesforce org Acme (sandbox), API 66.0, user ann@acme.com, 12 % of today's API calls used`. */
async function describedOrg({rest, apiVersion}: Org): Promise<string> {
  const soql = soqlOf({fields: ['Id', 'Name', 'IsSandbox'], from: 'Organization', where: []})
  const [organization, who] = await Promise.all([firstRow(rest, soql), whoIsLoggedIn(rest)])
  const name = typeof organization?.Name === 'string' ? ` ${organization.Name}` : ''
  return [
    `Salesforce org${name}${organization?.IsSandbox === true ? ' (sandbox)' : ''}`,
    `API ${apiVersion}`,
    ...(who?.username ? [`user ${who.username}`] : []),
    ...(rest.usage.percent === null ? [] : [`${rest.usage.percent} of today's API calls used`]),
  ].join(', ')
}

/** Names of the org's stages in use, from first to last; null where the user may not see them. */
async function activeStages(rest: Rest): Promise<readonly string[] | null> {
  try {
    return [...(await orgStages(rest))].filter(([, {isActive}]) => isActive).map(([name]) => name)
  } catch (error) {
    if (error instanceof RevschedError && error.code === 'schema') return null
    throw error
  }
}

/** Salesforce tells since when a deal is in its stage from version 52 on, and how often its close date was moved from 53 on. */
function oldVersion(apiVersion: string): string[] {
  if (Number(apiVersion) >= 53) return []
  return [`API version ${apiVersion} lacks fields of newer ones: --api-version 53.0 or later is advised`]
}

type Stages = ConnectionTest['stages']

function inOrder(stages: Stages, order: readonly string[] | null): Stages {
  const place = (stage: string | null) => {
    const at = order?.indexOf(stage ?? '') ?? -1
    return at < 0 ? Number.MAX_SAFE_INTEGER : at
  }
  return [...stages].sort((a, b) => place(a.stage) - place(b.stage))
}

function unknownStages(stages: Stages, order: readonly string[] | null): string[] {
  if (order === null) return []
  return stages
    .filter(({stage, outcome}) => outcome === 'open' && stage !== null && !order.includes(stage))
    .map(
      ({stage, deals}) =>
        `${deals} open ${deals === 1 ? 'deal is' : 'deals are'} in the stage "${stage}", which the org no longer has`,
    )
}

const readings: Partial<Record<DealField, string>> = {
  amount: 'number',
  contactCount: 'contact roles, counted',
  probability: 'percent',
  closeDate: 'date',
  createdAt: 'date with time',
  lastStageChangeAt: 'date with time',
  lastActivityAt: 'date',
  nextActivityAt: 'tasks and events, the next',
  pushCount: 'number',
  hasOverdueTask: 'yes or no',
  isOwnerActive: 'whether the user may log in',
}

function recognised({plan, fields}: ReadResult, shares: FilledShares): RecognisedColumn[] {
  const columns = [...plan.origins].map(([field, column]) => {
    const isConverted = field === 'amount' && plan.isMultiCurrency
    return {
      column: isConverted ? `Amount as ${convertedAmount}` : column,
      field,
      reading: isConverted ? "number, in the user's currency" : (readings[field] ?? 'text'),
      filled: shares.of(field),
      ambiguity: null,
    }
  })
  const joined = (['contactCount', 'nextActivityAt'] as const)
    .filter(field => fields.has(field))
    .map(field => ({
      column: field === 'contactCount' ? 'OpportunityContactRole' : 'Task, Event',
      field,
      reading: readings[field]!,
      filled: shares.of(field),
      ambiguity: null,
    }))
  const custom = plan.custom.map(column => ({
    column,
    field: null,
    reading: plan.kinds.get(column) ?? 'text',
    filled: shares.ofCustom(column),
    ambiguity: null,
  }))
  return [...columns, ...joined, ...custom]
}
