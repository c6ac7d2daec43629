// Run by bench/run.mjs in a process of its own: judges 100,000 deals in memory, and prints deals a second as JSON.
import type {Deal} from '../src/domain/review/deal.js'
import {dealFields} from '../src/domain/review/deal.js'
import {PipelineReview} from '../src/domain/review/pipeline-review.js'
import type {CustomRuleEntry} from '../src/domain/rules/custom/entry.js'
import {ownRules} from '../src/domain/rules/custom/own-rules.js'
import {noOptions} from '../src/domain/rules/options.js'
import {defineRule, pass, type Rule, skip} from '../src/domain/rules/rule.js'
import {resolveRuleset} from '../src/domain/rules/ruleset.js'

const dealCount = 100_000
const rounds = 7
const asOf = new Date('2026-11-16T12:00:00Z')
const dayMs = 86_400_000

/** The same each time, with every defect now and then. */
function deals(): Deal[] {
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

const custom: readonly {
  violation: string
  check: (deal: Deal, days: (at: Date) => number) => boolean | null
}[] = [
  {violation: 'deal.amount >= 50000.0', check: ({amount}) => (amount === null ? null : amount >= 50_000)},
  {
    violation: 'deal.probability > 0.5',
    check: ({probability}) => (probability === null ? null : probability > 0.5),
  },
  {violation: '!has(deal.nextStep)', check: ({nextStep}) => nextStep === null},
  {
    violation: 'deal.contactCount < 2',
    check: ({contactCount}) => (contactCount === null ? null : contactCount < 2),
  },
  {
    violation: 'deal.stage in ["Negotiation", "Legal"]',
    check: ({stage}) => (stage === null ? null : ['Negotiation', 'Legal'].includes(stage)),
  },
  {
    violation: 'deal.daysInStage > 60',
    check: ({lastStageChangeAt}, days) => (lastStageChangeAt === null ? null : days(lastStageChangeAt) > 60),
  },
  {
    violation: 'deal.forecastCategory == "commit"',
    check: ({forecastCategory}) => forecastCategory === 'commit',
  },
  {
    violation: 'deal.amount >= 20000.0 && deal.daysSinceActivity > 30',
    check: ({amount, lastActivityAt}, days) =>
      amount === null || lastActivityAt === null ? null : amount >= 20_000 && days(lastActivityAt) > 30,
  },
  {violation: 'deal.owner == "Owner 7"', check: ({owner}) => owner === 'Owner 7'},
  {
    violation: 'has(deal.closeDate) && deal.daysToClose < 0',
    check: ({closeDate}) => closeDate !== null && closeDate < 20_773,
  },
]

const inCel: CustomRuleEntry[] = custom.map(({violation}, n) => ({
  id: `bench/rule-${n}`,
  category: 'progress',
  severity: 'low',
  violation,
  message: 'violated',
}))

const violated = {message: 'violated'}
const inJavaScript: Rule[] = custom.map(({check}, n) =>
  defineRule({
    id: `bench/rule-${n}`,
    title: 'Rule',
    category: 'progress',
    severity: 'low',
    isRecommended: false,
    needs: [],
    options: noOptions,
    explain: {what: '', why: '', fix: '', source: ''},
    check(deal, {daysSince}) {
      const result = check(deal, daysSince)
      return result === null ? skip : result ? violated : pass
    },
  }),
)

type Configuration = {file: Parameters<typeof resolveRuleset>[1]; own: readonly Rule[]}

function msOf({file, own}: Configuration): number {
  const ruleset = resolveRuleset('bench', file, own)
  // Made anew each time: what is remembered of deals would make the next round faster.
  const all = deals()
  const review = new PipelineReview({ruleset, asOf, timeZone: 'Europe/Berlin', stageOrder: null})
  review.begin({fields: new Set(dealFields), dealsExpected: dealCount})
  const started = performance.now()
  for (let at = 0; at < all.length; at += 250) review.add(all.slice(at, at + 250))
  return performance.now() - started
}

const configurations = {
  none: {file: {}, own: []},
  recommended: {file: {extends: ['revsched:recommended']}, own: []},
  javaScript: {file: {}, own: inJavaScript},
  cel: {file: {}, own: await ownRules({custom: inCel})},
} satisfies Record<string, Configuration>

type Name = keyof typeof configurations
const names = Object.keys(configurations) as Name[]
const times = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>
// In turn, after a round that only warms up.
for (let round = 0; round <= rounds; round++)
  for (const name of names) {
    const ms = msOf(configurations[name])
    if (round > 0) times[name].push(ms)
  }
const median = (name: Name) => times[name].sort((a, b) => a - b)[Math.floor(rounds / 2)]!
const own = (name: Name) => median(name) - median('none')
console.log(
  JSON.stringify({
    dealsPerSecond: dealCount / (own('recommended') / 1000),
    celRatio: own('cel') / own('javaScript'),
    javaScriptMs: own('javaScript'),
    celMs: own('cel'),
  }),
)
