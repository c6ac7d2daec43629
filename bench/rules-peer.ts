// Run by bench/run.mjs in a process of its own: twelve rules by revsched and by json-rules-engine, and prints deals a second as JSON.
import {type Deal, dealFields} from '../src/domain/review/deal.js'
import {PipelineReview} from '../src/domain/review/pipeline-review.js'
import {resolveRuleset} from '../src/domain/rules/ruleset.js'
import {zoneCalendar} from '../src/domain/schedule/zone-calendar.js'
import {asOf, deals} from './rule-deals.js'

const rounds = 3
/** Of the deals, how many the slower one judges: enough for a second and more. */
const peerCount = 20_000
const timeZone = 'Europe/Berlin'
const {dateOf} = zoneCalendar(timeZone)
const today = dateOf(asOf.getTime())

type Condition = {fact: string; operator: string; value: unknown}
type Conditions = {all: readonly (Condition | Conditions)[]} | {any: readonly (Condition | Conditions)[]}

const is = (fact: string, value: unknown): Condition => ({fact, operator: 'equal', value})
const below = (fact: string, value: number): Condition => ({fact, operator: 'lessThan', value})
const above = (fact: string, value: number): Condition => ({fact, operator: 'greaterThan', value})
const from = (fact: string, value: number): Condition => ({
  fact,
  operator: 'greaterThanInclusive',
  value,
})
const upTo = (fact: string, value: number): Condition => ({fact, operator: 'lessThanInclusive', value})
const isLikely: Conditions = {any: [is('probability', null), from('probability', 0.2)]}
const isLateOrClosing: Conditions = {any: [from('probability', 0.5), upTo('daysToClose', 30)]}

/** By id of the rule, the same in JSON. Comparisons by number are false where there is none. */
const inJson: Readonly<Record<string, Conditions>> = {
  'missing-amount': {all: [is('amount', null), isLikely]},
  'missing-close-date': {all: [is('closeDate', null)]},
  'missing-owner': {all: [is('owner', null)]},
  'missing-account': {all: [is('account', null)]},
  'missing-contact': {all: [{any: [is('contactCount', null), is('contactCount', 0)]}, isLikely]},
  'missing-next-step': {all: [below('nextStepLength', 3)]},
  'inactive-owner': {all: [is('isOwnerActive', false)]},
  'close-date-past': {all: [below('daysToClose', 0)]},
  'close-date-too-far': {all: [above('daysToClose', 365)]},
  'no-recent-activity': {
    any: [above('quietDays', 30), {all: [above('quietDays', 14), isLateOrClosing]}],
  },
  'never-contacted': {all: [is('quietDays', null), above('ageDays', 14)]},
  'single-threaded': {all: [is('contactCount', 1), from('amount', 50_000), from('probability', 0.4)]},
}

const ids = Object.keys(inJson)

function factsOf(deal: Deal): Record<string, unknown> {
  const {amount, closeDate, owner, account, contactCount, probability, isOwnerActive} = deal
  const daysSince = (at: Date | null) => (at === null ? null : today - dateOf(at.getTime()))
  return {
    amount,
    closeDate,
    owner,
    account,
    contactCount,
    probability,
    isOwnerActive,
    nextStepLength: deal.nextStep?.trim().length ?? 0,
    daysToClose: closeDate === null ? null : closeDate - today,
    quietDays: daysSince(deal.lastActivityAt),
    ageDays: daysSince(deal.createdAt),
  }
}

type RulesEngine = new (
  rules: readonly {conditions: Conditions; event: {type: string}}[],
) => {run(facts: Record<string, unknown>): Promise<{events: readonly unknown[]}>}

/** From where it is installed: it is no dependency of revsched, which is typed and built without it. */
const {Engine} = (await import(process.argv[2]!)) as {Engine: RulesEngine}

type Judged = {ms: number; violations: number}

async function byPeer(all: readonly Deal[]): Promise<Judged> {
  const engine = new Engine(ids.map(id => ({conditions: inJson[id]!, event: {type: id}})))
  let violations = 0
  const started = performance.now()
  for (const deal of all) violations += (await engine.run(factsOf(deal))).events.length
  return {ms: performance.now() - started, violations}
}

/** With all that a review does beside: findings with messages, a score, totals. */
function byRevsched(all: readonly Deal[]): Judged {
  const rules = Object.fromEntries(ids.map(id => [id, 'on'] as const))
  const ruleset = resolveRuleset('bench', {rules}, [])
  const started = performance.now()
  const review = new PipelineReview({ruleset, asOf, timeZone, stageOrder: null})
  review.begin({fields: new Set(dealFields), dealsExpected: all.length})
  for (let at = 0; at < all.length; at += 250) review.add(all.slice(at, at + 250))
  const report = {rowsRead: all.length, bytesRead: 0, refusedCount: 0, refusals: [], warnings: []}
  const {summary} = review.finish({label: 'bench', report}, null)
  return {ms: performance.now() - started, violations: summary.issuesFound}
}

const ours: number[] = []
const theirs: number[] = []
// In turn, after a round that only warms up.
for (let round = 0; round <= rounds; round++) {
  const all = deals()
  const fast = byRevsched(all)
  const part = all.slice(0, peerCount)
  const slow = await byPeer(part)
  const same = byRevsched(part)
  if (slow.violations !== same.violations)
    throw new Error(`the two found ${slow.violations} and ${same.violations} violations`)
  if (round > 0) {
    ours.push(all.length / fast.ms)
    theirs.push(part.length / slow.ms)
  }
}
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(rounds / 2)]! * 1000
console.log(JSON.stringify({ours: median(ours), theirs: median(theirs)}))
