// Run by bench/run.mjs in a process of its own: judges 100,000 deals in memory, to the score, and prints deals a second as JSON.
import {type Deal, dealFields} from '../src/domain/review/deal.js'
import {PipelineReview} from '../src/domain/review/pipeline-review.js'
import type {CustomRuleEntry} from '../src/domain/rules/custom/entry.js'
import {ownRules} from '../src/domain/rules/custom/own-rules.js'
import {noOptions} from '../src/domain/rules/options.js'
import {defineRule, pass, type Rule, skip} from '../src/domain/rules/rule.js'
import {resolveRuleset} from '../src/domain/rules/ruleset.js'
import {asOf, dealCount, deals} from './rule-deals.js'

const rounds = 7
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

const emptyReport = {bytesRead: 0, refusedCount: 0, refusals: [], warnings: []}

function msOf({file, own}: Configuration): number {
  const ruleset = resolveRuleset('bench', file, own)
  const all = deals()
  const review = new PipelineReview({ruleset, asOf, timeZone: 'Europe/Berlin', stageOrder: null})
  review.begin({fields: new Set(dealFields), dealsExpected: dealCount})
  const started = performance.now()
  for (let at = 0; at < all.length; at += 250) review.add(all.slice(at, at + 250))
  review.finish({label: 'bench', report: {...emptyReport, rowsRead: dealCount}}, null)
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
