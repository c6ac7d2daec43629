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
  daysSinceNextStepChange: 'int',
  isOwnerActive: 'bool',
  isStageActive: 'bool',
  isCloseDateDefault: 'bool',
  isConvertible: 'bool',
  hasOverdueTask: 'bool',
  stageProbability: 'double',
  pushCount: 'int',
  contactRoles: 'list<string>',
  /** Oldest first. */
  stageHistory: 'list<StageEntry>',
  closeDateHistory: 'list<CloseDateEntry>',
  custom: 'map<string, string>',
} as const

/** What the entries of the histories have. A close date that was emptied is the empty text. */
export const celTypes = {
  StageEntry: {stage: 'string', daysAgo: 'int'},
  CloseDateEntry: {closeDate: 'string', daysAgo: 'int'},
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
  daysSinceNextStepChange: 'nextStepChangedAt',
  isOwnerActive: 'isOwnerActive',
  isStageActive: 'isStageActive',
  isCloseDateDefault: 'isCloseDateDefault',
  isConvertible: 'isConvertible',
  hasOverdueTask: 'hasOverdueTask',
  stageProbability: 'stageProbability',
  pushCount: 'pushCount',
  contactRoles: 'contactRoles',
  stageHistory: 'stageHistory',
  closeDateHistory: 'closeDateHistory',
}

type View = Record<string, unknown>

type Days = Pick<JudgeContext, 'today' | 'daysSince'>

/** The latest entries of a list: an expression looks at each, for each deal. */
const mostEntries = 100

/** Made only for the rules that read them. */
const seldomRead: Readonly<Record<string, (deal: Deal, days: Days) => unknown>> = {
  daysSinceNextStepChange: ({nextStepChangedAt: at}, {daysSince}) => at && BigInt(daysSince(at)),
  isOwnerActive: deal => deal.isOwnerActive,
  isStageActive: deal => deal.isStageActive,
  isCloseDateDefault: deal => deal.isCloseDateDefault,
  isConvertible: deal => deal.isConvertible,
  hasOverdueTask: deal => deal.hasOverdueTask,
  stageProbability: deal => deal.stageProbability,
  pushCount: ({pushCount}) => (pushCount === null ? null : BigInt(Math.trunc(pushCount))),
  contactRoles: ({contactRoles}) => contactRoles?.slice(-mostEntries) ?? null,
  stageHistory: ({stageHistory}, {daysSince}) =>
    stageHistory?.slice(-mostEntries).map(({stage, at}) => ({stage, daysAgo: BigInt(daysSince(at))})) ?? null,
  closeDateHistory: ({closeDateHistory}, {daysSince}) =>
    closeDateHistory?.slice(-mostEntries).map(({closeDate, at}) => ({
      closeDate: closeDate === null ? '' : formatCalendarDate(closeDate),
      daysAgo: BigInt(daysSince(at)),
    })) ?? null,
} satisfies {[Field in CelField]?: (deal: Deal, days: Days) => unknown}

export function isSeldomRead(field: string): boolean {
  return Object.hasOwn(seldomRead, field)
}

const views = new WeakMap<Deal, View>()

/** A deal as expressions see it: what it does not have is left out. Made once for all rules; `seldom` are fields that one reads beside the usual. */
export function celDeal(deal: Deal, days: Days, seldom: readonly string[]): View {
  const view = views.get(deal) ?? viewOf(deal, days)
  for (const field of seldom) {
    if (view[field] !== undefined) continue
    const value = seldomRead[field]!(deal, days)
    if (value !== null) view[field] = value
  }
  return view
}

function viewOf(deal: Deal, {today, daysSince}: Days): View {
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
  views.set(deal, view)
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
