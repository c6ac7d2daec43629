import {parseCalendarDate} from '../../src/domain/review/calendar-date.js'
import type {Deal} from '../../src/domain/review/deal.js'

type Instants = 'createdAt' | 'lastStageChangeAt' | 'lastActivityAt' | 'nextActivityAt' | 'nextStepChangedAt'

type Histories = 'stageHistory' | 'closeDateHistory'

/** Fields of a deal with instants and dates as ISO text. */
export type DealText = Partial<
  Omit<Deal, Instants | Histories | 'closeDate'> &
    Record<Instants | 'closeDate', string | null> &
    Record<Histories, readonly (readonly [at: string, value: string])[] | null>
>

/** A healthy open deal as of early 2025, changed by what a case is about. */
export function aDeal(changes: DealText = {}): Deal {
  const text = {...healthy, ...changes}
  const instant = (value: string | null) => (value === null ? null : new Date(value))
  return {
    ...text,
    closeDate: text.closeDate === null ? null : parseCalendarDate(text.closeDate)!,
    createdAt: instant(text.createdAt),
    lastStageChangeAt: instant(text.lastStageChangeAt),
    lastActivityAt: instant(text.lastActivityAt),
    nextActivityAt: instant(text.nextActivityAt),
    nextStepChangedAt: instant(text.nextStepChangedAt),
    stageHistory: text.stageHistory?.map(([at, stage]) => ({stage, at: new Date(at)})) ?? null,
    closeDateHistory:
      text.closeDateHistory?.map(([at, date]) => ({closeDate: parseCalendarDate(date), at: new Date(at)})) ??
      null,
  }
}

const healthy = {
  id: 'd1',
  name: 'Northwind platform',
  amount: 10_000,
  currency: 'EUR',
  pipeline: null,
  stage: 'Proposal',
  probability: 0.3,
  forecastCategory: 'pipeline',
  owner: 'Ada',
  account: 'Northwind',
  contactCount: 3,
  nextStep: 'Send the proposal',
  closeDate: '2025-06-30',
  createdAt: '2025-03-01T09:00:00Z',
  lastStageChangeAt: '2025-03-25T09:00:00Z',
  lastActivityAt: '2025-03-30T09:00:00Z',
  nextActivityAt: '2025-04-05T09:00:00Z',
  isOwnerActive: true,
  isStageActive: true,
  pushCount: 0,
  isCloseDateDefault: false,
  hasOverdueTask: false,
  nextStepChangedAt: '2025-03-20T09:00:00Z',
  stageProbability: 0.3,
  isConvertible: true,
  contactRoles: ['Decision Maker'],
  stageHistory: [['2025-03-01T09:00:00Z', 'Proposal']],
  closeDateHistory: [['2025-03-01T09:00:00Z', '2025-06-30']],
  outcome: 'open',
  url: null,
  custom: {},
} as const satisfies Required<DealText>
