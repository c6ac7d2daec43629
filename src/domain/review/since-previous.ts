import {isKnownAmount} from '../score/health-score.js'
import type {Changes, ReviewedDeal, ReviewSummary} from './analysis.js'
import {formatCalendarDate} from './calendar-date.js'
import {ChangeCollector, notComparable, scoreDelta} from './changes.js'
import type {Settled} from './finish-review.js'
import type {PreviousReview} from './pipeline-review.js'
import {type StageOrder, StageProbabilities, stageOrder} from './stage-order.js'

/**
 * Walks once through the previous review, which is never held as a whole: notes last known amounts and which findings are
 * new, and collects what changed. Gives a function that completes the changes once the new summary is known.
 */
export function sincePrevious(settled: Settled, previous: PreviousReview): (now: ReviewSummary) => Changes {
  const {deals, openRows, isNew} = settled
  const collector = new ChangeCollector()
  const order = stageOrder(settled.options.stageOrder, probabilitiesOf(settled))
  const ran = idsOfRulesThatRan(settled)
  const wasOpen = new Uint8Array(deals.size)
  let resolved = 0
  isNew.fill(1)
  for (const before of previous.analysis.deals()) {
    const row = deals.find(before.id)
    const outcome = row < 0 ? null : deals.outcomeOf(row)
    if (outcome === 'open') {
      wasOpen[row] = 1
      resolved += compareOpen(settled, {row, before}, {collector, order, ran})
    } else {
      const amount = (row < 0 ? null : deals.amountOf(row)) ?? before.amount
      collector.add(
        {kind: outcome ?? 'gone', dealId: before.id, name: before.name, amount, from: before.stage, to: null},
        amount,
      )
    }
  }
  for (const row of openRows) {
    if (wasOpen[row] === 1) continue
    const amount = deals.amountOf(row)
    collector.add(
      {
        kind: 'new',
        dealId: deals.idOf(row),
        name: deals.nameOf(row),
        amount,
        from: null,
        to: deals.stageOf(row),
      },
      amount,
    )
  }
  const findingsNew = settled.byRow.order.reduce((count, index) => count + isNew[index]!, 0)
  return now => {
    const {summary} = previous.analysis
    const problem = notComparable(summary, now)
    return {
      since: {
        runId: previous.runId,
        asOf: summary.asOf,
        score: summary.score,
        dealsAnalyzed: summary.dealsAnalyzed,
      },
      scoreDelta: scoreDelta(summary.score, now.score, problem),
      notComparable: problem,
      counts: collector.counts(),
      items: collector.items(),
      findingsNew,
      findingsResolved: resolved,
    }
  }
}

/** Returns how many findings of the deal are resolved; those of a rule that did not run now are not. */
function compareOpen(
  settled: Settled,
  {row, before}: {row: number; before: ReviewedDeal},
  {collector, order, ran}: {collector: ChangeCollector; order: StageOrder; ran: ReadonlySet<string>},
): number {
  const {deals, byRow, findings, isNew, options} = settled
  const known = before.lastKnownAmount ?? before.amount
  if (!isKnownAmount(settled.lastKnown[row]!) && known !== null) {
    if (settled.lastKnown === deals.amounts) settled.lastKnown = deals.amounts.slice(0, deals.size)
    settled.lastKnown[row] = known
  }
  const closeDate = deals.closeDateOf(row)
  collector.compare(
    before,
    {
      id: before.id,
      name: deals.nameOf(row),
      amount: deals.amountOf(row),
      stage: deals.stageOf(row),
      closeDate: closeDate === null ? null : formatCalendarDate(closeDate),
    },
    order,
  )
  const earlier = new Set(before.findings.map(finding => finding.ruleId).filter(id => ran.has(id)))
  for (let place = byRow.start[row]!; place < byRow.start[row + 1]!; place++) {
    const index = byRow.order[place]!
    if (earlier.delete(options.ruleset.rules[findings.rules[index]!]!.rule.id)) isNew[index] = 0
  }
  return earlier.size
}

function idsOfRulesThatRan({options, skips}: Settled): ReadonlySet<string> {
  return new Set(options.ruleset.rules.filter((_, index) => !skips.has(index)).map(({rule}) => rule.id))
}

function probabilitiesOf({deals, openRows}: Settled): StageProbabilities {
  const probabilities = new StageProbabilities()
  for (const row of openRows) probabilities.add(deals.stageOf(row), deals.probabilityOf(row))
  return probabilities
}
