import type {Deal} from '../src/domain/review/deal.js'

export const dealCount = 100_000
export const asOf = new Date('2026-11-16T12:00:00Z')
const dayMs = 86_400_000

/** The same each time, with every defect now and then; made anew, because what is remembered of deals would make the next round faster. */
export function deals(): Deal[] {
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return seed / 0x7fffffff
  }
  const instant = (days: number) => new Date(asOf.getTime() - Math.floor(random() * days) * dayMs)
  const orNull = <Value>(value: Value) => (random() < 0.1 ? null : value)
  return Array.from({length: dealCount}, (_, n) => ({
    id: `d${n}`,
    name: `Deal ${n}`,
    amount: orNull(Math.round(random() * 100_000)),
    currency: 'EUR',
    pipeline: 'New',
    stage: orNull(['Qualification', 'Proposal', 'Negotiation'][n % 3]!),
    probability: orNull(Math.round(random() * 10) / 10),
    forecastCategory: orNull((['pipeline', 'best-case', 'commit'] as const)[n % 3]!),
    owner: orNull(`Owner ${n % 40}`),
    account: orNull(`Account ${n % 5000}`),
    contactCount: orNull(Math.floor(random() * 4)),
    nextStep: orNull('Send the proposal'),
    closeDate: orNull(20_773 - 60 + Math.floor(random() * 400)),
    createdAt: orNull(instant(400)),
    lastStageChangeAt: orNull(instant(90)),
    lastActivityAt: orNull(instant(60)),
    nextActivityAt: null,
    outcome: 'open',
    url: null,
    isOwnerActive: n % 50 !== 0,
    isStageActive: n % 90 !== 0,
    pushCount: orNull(n % 4),
    stageHistory: [{stage: 'Qualification', at: instant(90)}],
    closeDateHistory: null,
    isCloseDateDefault: null,
    hasOverdueTask: null,
    nextStepChangedAt: null,
    stageProbability: null,
    isConvertible: null,
    contactRoles: null,
    custom: {},
  }))
}
