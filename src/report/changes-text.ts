import {type ChangeKind, type Changes, changeKinds, type DealChange} from '../domain/review/analysis.js'
import type {Difference} from '../domain/review/changes.js'
import type {WaterfallStep} from '../domain/review/waterfall.js'
import type {Run} from '../domain/run/run.js'
import {count, counted, decimalText, fullAmount} from './amounts.js'
import {dateText} from './dates.js'
import {padText, terminalText, truncateText} from './escape.js'
import {firstOf} from './first-of.js'
import type {Locale} from './intl-text.js'
import type {Paint} from './paint.js'
import {shownScore} from './shown-numbers.js'

export type TextStyle = {width: number; paint: Paint; locale: Locale}

/** In the order of a sentence about the pipeline; the words follow a number of deals. */
export const changeWords: Readonly<Record<ChangeKind, string>> = {
  new: 'new',
  won: 'won',
  lost: 'lost',
  gone: 'no longer in the review',
  slipped: 'slipped to a later date',
  'pulled-in': 'pulled in to an earlier date',
  'amount-up': 'amount up',
  'amount-down': 'amount down',
  'stage-forward': 'stage forward',
  'stage-back': 'stage back',
  'stage-changed': 'stage changed',
}

export const noDealChanged = 'no deal changed'

/** The kinds of which there are any, in the order in which they are told. */
export function changeKindsOf({counts}: Changes): ChangeKind[] {
  return changeKinds.filter(kind => counts[kind].deals > 0)
}

type ChangesShown = {most: number; words?: Readonly<Record<ChangeKind, string>>}

/** Counts per kind and the largest deals of each: at most three, and about `most` in all. */
export function changesText(
  changes: Changes,
  {most, words = changeWords}: ChangesShown,
  {width, paint, locale}: TextStyle,
): string {
  const present = changeKindsOf(changes)
  const each = Math.min(3, Math.max(1, Math.floor(most / present.length)))
  const lines = present.flatMap(kind => {
    const {deals} = changes.counts[kind]
    const items = [...firstOf(itemsOf(changes, kind), each)]
    return [
      truncateText(
        `  ${padText(count(deals, locale), 5, 'right')}  ${words[kind]} (${changeSum(changes, kind, locale)})`,
        width,
      ),
      ...items.map(item =>
        paint.dim(truncateText(`         ${terminalText(itemText(item, locale))}`, width)),
      ),
    ]
  })
  if (lines.length === 0) lines.push(`  ${noDealChanged}`)
  lines.push(`  ${findingsText(changes, locale)}`)
  return `${lines.join('\n')}\n`
}

export function* itemsOf({items}: Changes, kind: ChangeKind): Iterable<DealChange> {
  for (const item of items) if (item.kind === kind) yield item
}

const leavingSteps: {readonly [Kind in ChangeKind]?: WaterfallStep} = {
  won: 'won',
  lost: 'lost',
  gone: 'disappeared',
}

/**
 * `340,000`, or `+56,200` where it is a difference; `57,000, was 50,000` of deals that left with another amount than they had at the last
 * review, which is the one that the waterfall tells.
 */
export function changeSum({counts, waterfalls}: Changes, kind: ChangeKind, locale: Locale): string {
  const {amount} = counts[kind]
  const isDifference = kind === 'amount-up' || kind === 'amount-down'
  const sum = fullAmount(amount, locale, {isSigned: isDifference})
  const step = leavingSteps[kind]
  if (step === undefined || waterfalls === null) return sum
  // From 0, as less than nothing would be shown as -0.
  const before = fullAmount(0 - waterfalls.all.steps[step].amount, locale)
  return before === sum ? sum : `${sum}, was ${before}`
}

/** `52 findings new, 72 resolved`. */
export function findingsText({findingsNew, findingsResolved}: Changes, locale: Locale): string {
  return `${counted(findingsNew, 'finding', locale)} new, ${count(findingsResolved, locale)} resolved`
}

/** The deal and what happened to it, as it came: the caller makes it harmless for its format. */
export function itemText({name, dealId, from, to, amount, kind}: DealChange, locale: Locale): string {
  const isDate = kind === 'slipped' || kind === 'pulled-in'
  const value = (side: string | number | null) =>
    side === null
      ? '(none)'
      : typeof side === 'number'
        ? fullAmount(side, locale)
        : isDate
          ? dateText(side, locale)
          : side
  const what = name ?? dealId
  if (kind === 'new' || kind === 'won' || kind === 'lost' || kind === 'gone')
    return amount === null ? what : `${what}, ${fullAmount(amount, locale)}`
  return `${what}: ${value(from)} → ${value(to)}`
}

/** `up 3.2`, `down 8.0`, `no change`. */
export function deltaText(delta: number, locale: Locale): string {
  const rounded = Math.round(delta * 10) / 10
  if (rounded === 0) return 'no change'
  const points = decimalText(Math.abs(rounded), 1, locale)
  return rounded > 0 ? `up ${points}` : `down ${points}`
}

type Scores = {before: number | null; now: number | null}

/**
 * `up 3.2 since 2026-11-16`; where rules ran in one of the two reviews alone, the scores are compared by the others: what is told is not
 * the difference of the two that are shown, and that is said.
 */
export function comparedText(
  delta: number,
  {before, now}: Scores,
  {since, locale}: {since?: string; locale: Locale},
): string {
  const isOfAll = Math.abs((now ?? 0) - (before ?? 0) - delta) < 0.05
  const told = since === undefined ? deltaText(delta, locale) : `${deltaText(delta, locale)} since ${since}`
  return isOfAll ? told : `${told}, counting only the checks that ran both times`
}

/** `isWhole`: of every deal that left it is known whether it was won or lost. */
type DiffedRuns = {from: Run; to: Run; isWhole: boolean}

/** Where a run between two is not kept, or runs of two reviews are compared, all that is known of some deals is that they left. */
const wordsAcrossRuns = {...changeWords, gone: 'closed, or no longer in the review'}

/** What `revsched diff` prints. */
export function diffText(difference: Difference, runs: DiffedRuns, style: TextStyle): string {
  const {green, yellow} = style.paint
  const score = (run: Run) =>
    run.healthScore === null ? 'no score' : shownScore(run.healthScore, style.locale)
  const delta =
    difference.scoreDelta === null
      ? (difference.notComparable ?? 'no score to compare')
      : comparedText(difference.scoreDelta, {before: runs.from.healthScore, now: runs.to.healthScore}, style)
  const heading = diffHeading(runs, style)
  const words = runs.isWhole ? changeWords : wordsAcrossRuns
  const lists = [
    findingList(yellow('New findings'), difference.findings.new, style),
    findingList(green('Resolved'), difference.findings.resolved, style),
  ]
  return `${heading}score ${score(runs.from)} → ${score(runs.to)} (${delta})\n\n${changesText(difference, {most: 30, words}, style)}${lists.join('')}`
}

/** `weekly  run 1f0c2a44 → 3d4e5f60`; both names where the runs are of two reviews. */
function diffHeading({from, to}: DiffedRuns, {paint, width}: TextStyle): string {
  const id = (run: Run) => run.id.slice(0, 8)
  const name = (run: Run, most: number) => paint.bold(truncateText(terminalText(run.reviewName), most))
  if (from.reviewName === to.reviewName) return `${name(to, width - 26)}  run ${id(from)} → ${id(to)}\n`
  const half = Math.floor((width - 31) / 2)
  return `${name(from, half)}  run ${id(from)} → ${name(to, half)}  run ${id(to)}\n`
}

const findingsShown = 10

function findingList(title: string, findings: Difference['findings']['new'], {width}: TextStyle): string {
  if (findings.length === 0) return ''
  const lines = findings
    .slice(0, findingsShown)
    .map(({name, dealId, message}) =>
      truncateText(`  ${terminalText(name ?? dealId)}: ${terminalText(message)}`, width),
    )
  const more =
    findings.length > findingsShown ? `  and ${findings.length - findingsShown} more (--json has all)\n` : ''
  return `\n${title}\n${lines.join('\n')}\n${more}`
}
