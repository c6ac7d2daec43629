import {severities} from '../rules/severity.js'
import {supersededBy} from '../score/charge.js'
import {contributionOf, dealHealth, isKnownAmount, riskOf} from '../score/health-score.js'
import type {Scoring} from '../score/scoring.js'
import type {ReviewedDeal, ReviewedFinding} from './analysis.js'
import {formatCalendarDate} from './calendar-date.js'
import type {Settled} from './finish-review.js'
import type {SincePrevious} from './since-previous.js'

/** What is still needed of a finished review to give its deals one by one. */
export type ShownReview = Pick<
  Settled,
  'deals' | 'findings' | 'options' | 'byRow' | 'chargeOf' | 'points' | 'pointsLost' | 'lastKnown' | 'today'
> & {
  /** Null where there was no review before. */
  since: Pick<SincePrevious, 'earlier' | 'unchanged' | 'ranBefore'> | null
}

/** The open deal at a row, with what was found. */
export function reviewedDeal(shown: ShownReview, row: number): ReviewedDeal {
  const {deals, points, pointsLost, lastKnown} = shown
  const closeDate = deals.closeDateOf(row)
  const known = lastKnown[row]!
  const findings = findingsOf(shown, row)
  const unchanged = shown.since?.unchanged.of(row) ?? {reviews: 0, days: 0}
  return {
    id: deals.idOf(row),
    name: deals.nameOf(row),
    account: deals.accountOf(row),
    owner: deals.ownerOf(row),
    pipeline: deals.pipelines.texts[deals.pipelineCodes[row]!] ?? null,
    stage: deals.stageOf(row),
    amount: deals.amountOf(row),
    lastKnownAmount: isKnownAmount(known) ? known : null,
    currency: deals.currencies.texts[deals.currencyCodes[row]!] ?? null,
    probability: deals.probabilityOf(row),
    forecastCategory: deals.forecastCategoryOf(row),
    closeDate: closeDate === null ? null : formatCalendarDate(closeDate),
    url: deals.urlOf(row),
    health: dealHealth(points[row]!),
    risk: riskOf(
      findings.map(({severity}) => severity),
      points[row]!,
    ),
    pointsLost: pointsLost[row]!,
    unchangedReviews: unchanged.reviews,
    unchangedSince: formatCalendarDate(shown.today - unchanged.days),
    findings,
  }
}

/** The worst first; of one severity in the order of the rules. */
function findingsOf(shown: ShownReview, row: number): ReviewedFinding[] {
  const {start, order} = shown.byRow
  const found: ReviewedFinding[] = []
  for (let at = start[row]!; at < start[row + 1]!; at++) found.push(reviewedFinding(shown, row, order[at]!))
  if (found.length < 2) return found
  if (shown.options.ruleset.scoring.supersede.length > 0) giveReasons(found, shown.options.ruleset.scoring)
  sortBySeverity(found)
  return found
}

/** By insertion: a deal has few findings, and calling `sort` for each deal takes longer than all else here. */
function sortBySeverity(found: ReviewedFinding[]): void {
  for (let next = 1; next < found.length; next++) {
    const moved = found[next]!
    let place = next
    for (; place > 0 && isWorse(moved, found[place - 1]!); place--) found[place] = found[place - 1]!
    found[place] = moved
  }
}

/** Why a finding costs nothing stands behind what was found, in every format. */
function giveReasons(found: ReviewedFinding[], scoring: Scoring): void {
  for (const finding of found) {
    const by = supersededBy(finding.ruleId, found, scoring)
    if (by !== null) finding.message = `${finding.message} (counted by ${by})`
  }
}

function isWorse(a: ReviewedFinding, b: ReviewedFinding): boolean {
  return severities.indexOf(a.severity) < severities.indexOf(b.severity)
}

function reviewedFinding(shown: ShownReview, row: number, index: number): ReviewedFinding {
  const {findings, options, chargeOf, points, pointsLost, since, today} = shown
  const standing = since?.earlier.of(row, findings.rules[index]!) ?? null
  const severity = findings.severityOf(index)
  return {
    ruleId: options.ruleset.rules[findings.rules[index]!]!.rule.id,
    severity,
    message: findings.messageOf(index),
    pointsLost: contributionOf(chargeOf(index), {pointsLost: pointsLost[row]!, points: points[row]!}),
    isNew: since && (standing !== null || since.ranBefore(findings.rules[index]!)) ? standing === null : null,
    reviews: standing?.reviews ?? 1,
    since: formatCalendarDate(today - (standing?.days ?? 0)),
  }
}
