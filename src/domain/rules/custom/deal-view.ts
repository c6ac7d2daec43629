import {formatCalendarDate} from '../../review/calendar-date.js'
import type {Deal, DealField} from '../../review/deal.js'
import type {JudgeContext} from '../rule.js'

/** What an expression can read of a deal, with its type in CEL. Days are whole calendar days in the zone of the review. */
export const celFields = {
  id: 'string',
  name: 'string',
  account: 'string',
  owner: 'string',
  pipeline: 'string',
  stage: 'string',
  currency: 'string',
  forecastCategory: 'string',
  nextStep: 'string',
  amount: 'double',
  probability: 'double',
  contactCount: 'int',
  /** `YYYY-MM-DD`, which compares as dates do. */
  closeDate: 'string',
  /** Negative for a close date that is past. */
  daysToClose: 'int',
  ageDays: 'int',
  daysInStage: 'int',
  daysSinceActivity: 'int',
  daysToNextActivity: 'int',
  custom: 'map<string, string>',
} as const

export type CelField = keyof typeof celFields

/** The field of a deal that fills each. */
export const fieldBehind: Readonly<Record<Exclude<CelField, 'id' | 'custom'>, DealField>> = {
  name: 'name',
  account: 'account',
  owner: 'owner',
  pipeline: 'pipeline',
  stage: 'stage',
  currency: 'currency',
  forecastCategory: 'forecastCategory',
  nextStep: 'nextStep',
  amount: 'amount',
  probability: 'probability',
  contactCount: 'contactCount',
  closeDate: 'closeDate',
  daysToClose: 'closeDate',
  ageDays: 'createdAt',
  daysInStage: 'lastStageChangeAt',
  daysSinceActivity: 'lastActivityAt',
  daysToNextActivity: 'nextActivityAt',
}

type View = Record<string, unknown>

const views = new WeakMap<Deal, View>()

/** A deal as expressions see it: what it does not have is left out. Made once for all rules. */
export function celDeal(deal: Deal, context: Pick<JudgeContext, 'today' | 'daysSince'>): View {
  const known = views.get(deal)
  if (known) return known
  const view = viewOf(deal, context)
  views.set(deal, view)
  return view
}

function viewOf(deal: Deal, {today, daysSince}: Pick<JudgeContext, 'today' | 'daysSince'>): View {
  const {closeDate, createdAt, lastActivityAt, nextActivityAt, contactCount} = deal
  const stageSince = deal.lastStageChangeAt ?? createdAt
  const view: View = {id: deal.id, custom: filled(deal.custom)}
  put(view, 'name', deal.name)
  put(view, 'account', deal.account)
  put(view, 'owner', deal.owner)
  put(view, 'pipeline', deal.pipeline)
  put(view, 'stage', deal.stage)
  put(view, 'currency', deal.currency)
  put(view, 'forecastCategory', deal.forecastCategory)
  put(view, 'nextStep', deal.nextStep)
  put(view, 'amount', deal.amount)
  put(view, 'probability', deal.probability)
  if (contactCount !== null) view.contactCount = BigInt(Math.trunc(contactCount))
  if (closeDate !== null) {
    view.closeDate = formatCalendarDate(closeDate)
    view.daysToClose = BigInt(closeDate - today)
  }
  if (createdAt !== null) view.ageDays = BigInt(daysSince(createdAt))
  if (stageSince !== null) view.daysInStage = BigInt(daysSince(stageSince))
  if (lastActivityAt !== null) view.daysSinceActivity = BigInt(daysSince(lastActivityAt))
  if (nextActivityAt !== null) view.daysToNextActivity = BigInt(-daysSince(nextActivityAt))
  return view
}

/** A file has an empty text where a CRM has nothing. */
function filled(custom: Deal['custom']): Deal['custom'] {
  const entries = Object.entries(custom)
  return entries.every(([, value]) => value !== '')
    ? custom
    : Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

function put(view: View, field: CelField, value: string | number | null): void {
  if (value !== null) view[field] = value
}
