import type {Deal, ForecastCategory, Outcome} from '../../domain/review/deal.js'
import {type DealHistory, pushesIn, type StageEntry} from '../../domain/review/deal-history.js'
import {lastDayOf} from '../../domain/rules/fiscal-quarter.js'
import type {HubspotRecord} from './api.js'
import type {ReadPlan} from './deal-properties.js'
import {stagesEntered} from './entered-stages.js'
import type {LinkedContacts} from './linked-records.js'
import type {Portal} from './portal.js'
import {PropertyValues} from './values.js'
import {dateInZone} from './zone-dates.js'

/** What calls of their own found out about one deal. */
export type Found = {
  account: string | null
  contacts: LinkedContacts | null
  history: DealHistory | null
  /** Should it be a won one. */
  wonStages: readonly StageEntry[] | null
}

const categories: Readonly<Record<string, ForecastCategory>> = {
  OMIT: 'omitted',
  PIPELINE: 'pipeline',
  BEST_CASE: 'best-case',
  COMMIT: 'commit',
  CLOSED: 'closed',
}

type MapContext = {
  portal: Portal
  plan: ReadPlan
  /** Tells planned activities from past ones. */
  isPlanned(activity: Date): boolean
}

/** Throws `WrongValue` for a record that is no deal. */
export function dealOf(record: HubspotRecord, found: Found, {portal, plan, isPlanned}: MapContext): Deal {
  const values = new PropertyValues(record.properties)
  const stageId = values.text('dealstage')
  const stage = stageId === null ? undefined : portal.stages.get(stageId)
  const pipelineId = values.text('pipeline')
  const ownerId = values.text('hubspot_owner_id')
  const outcome = outcomeOf(values, stage)
  const createdAt = values.instant('createdate')
  const isOpen = outcome === 'open'
  const {fields} = plan
  const history = isOpen ? found.history : null
  const category = values.text('hs_manual_forecast_category')
  return {
    id: record.id,
    name: values.text('dealname'),
    ...amountOf(values, portal),
    pipeline: pipelineId && (portal.pipelines.get(pipelineId) ?? pipelineId),
    stage: stage?.label ?? stageId,
    probability: values.share('hs_deal_stage_probability') ?? stage?.probability ?? null,
    forecastCategory: (category && categories[category.toUpperCase()]) || null,
    owner: ownerId && (portal.owners.get(ownerId) ?? ownerId),
    account: found.account,
    // Computed by HubSpot, which leaves it empty where no contact was ever linked.
    contactCount: plan.countsContacts
      ? (found.contacts?.count ?? null)
      : (values.count('num_associated_contacts') ?? 0),
    nextStep: values.text('hs_next_step'),
    closeDate: values.date('closedate', portal.timeZone),
    createdAt,
    lastStageChangeAt:
      values.instant('hs_v2_date_entered_current_stage') ??
      (fields.has('lastStageChangeAt') ? (history?.stages.at(-1)?.at ?? null) : null),
    lastActivityAt: values.instant('notes_last_updated'),
    nextActivityAt: nextOf(
      [values.instant('notes_next_activity_date'), values.instant('hs_next_meeting_start_time')],
      isPlanned,
    ),
    isOwnerActive: ownerId === null ? null : portal.activeOwners.has(ownerId),
    isStageActive: isOpen && stageId !== null ? stage?.isActive === true : null,
    isCloseDateDefault:
      fields.has('isCloseDateDefault') && history ? isDefault(history, createdAt, portal.timeZone) : null,
    hasOverdueTask: fields.has('hasOverdueTask')
      ? (values.count('hs_number_of_overdue_tasks') ?? 0) > 0
      : null,
    nextStepChangedAt: values.instant('hs_next_step_updated_at'),
    stageProbability: null,
    isConvertible: fields.has('isConvertible') ? isConvertible(values, portal) : null,
    contactRoles: plan.readsRoles && found.contacts?.roles.length ? found.contacts.roles : null,
    pushCount: fields.has('pushCount') && history ? pushesIn(history.closeDates) : null,
    stageHistory:
      outcome === 'won'
        ? wonStagesOf(values, found, {portal, plan})
        : fields.has('stageHistory') && history
          ? history.stages
          : null,
    closeDateHistory: fields.has('closeDateHistory') && history ? history.closeDates : null,
    outcome,
    url: `https://${portal.uiDomain}/contacts/${portal.id}/record/0-3/${record.id}`,
    custom: customOf(values, plan.custom),
  }
}

function wonStagesOf(
  values: PropertyValues,
  {wonStages}: Found,
  {portal, plan}: Pick<MapContext, 'portal' | 'plan'>,
): readonly StageEntry[] | null {
  const stages =
    wonStages ?? stagesEntered(values, plan.enteredStages, id => portal.stages.get(id)?.label ?? id)
  return stages.length === 0 ? null : stages
}

/**
 * Where an account has several currencies, the amount that HubSpot converted to the account's own: sums and comparisons of
 * mixed ones mean nothing. Null where HubSpot has no rate.
 */
function amountOf(values: PropertyValues, portal: Portal): Pick<Deal, 'amount' | 'currency'> {
  const amount = values.number('amount')
  const currency = values.text('deal_currency_code') ?? portal.currency
  if (!portal.hasCurrencies) return {amount, currency}
  const converted = values.number('amount_in_home_currency')
  return {amount: converted ?? (currency === portal.currency ? amount : null), currency: portal.currency}
}

/** HubSpot fills in the last day of the month in which a deal is made. Null without a date. */
function isDefault({closeDates}: DealHistory, createdAt: Date | null, timeZone: string): boolean | null {
  const [first, ...later] = closeDates
  if (createdAt === null || closeDates.at(-1)?.closeDate == null) return null
  const madeOn = dateInZone(createdAt, timeZone)
  return later.length === 0 && madeOn !== null && first!.closeDate === lastDayOf('month', madeOn, 1)
}

/** Null without an amount. */
function isConvertible(values: PropertyValues, portal: Portal): boolean | null {
  return values.number('amount') === null ? null : amountOf(values, portal).amount !== null
}

/** The first one that is still to come, otherwise the last that went by. */
function nextOf(instants: readonly (Date | null)[], isPlanned: MapContext['isPlanned']): Date | null {
  const sorted = instants.filter(at => at !== null).sort((a, b) => a.getTime() - b.getTime())
  return sorted.find(isPlanned) ?? sorted.at(-1) ?? null
}

function outcomeOf(
  values: PropertyValues,
  stage: {isClosed: boolean; probability: number | null} | undefined,
): Outcome {
  const isClosed = values.text('hs_is_closed')?.toLowerCase()
  const isWon = values.text('hs_is_closed_won')?.toLowerCase()
  if (isClosed === 'false' || (isClosed === undefined && !stage?.isClosed)) return 'open'
  if (isWon !== undefined) return isWon === 'true' ? 'won' : 'lost'
  return stage?.probability === 1 ? 'won' : 'lost'
}

function customOf(values: PropertyValues, names: readonly string[]): Record<string, string> {
  const entries = names.map(name => [name, values.text(name)] as const)
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== null))
}
