import type {ChangeKind, Changes, DealChange} from '../domain/review/analysis.js'
import type {Difference} from '../domain/review/changes.js'
import type {Run} from '../domain/run/run.js'
import {compactAmount, counted, fullAmount, signedAmount} from './amounts.js'
import {terminalText, truncateText} from './escape.js'
import type {Paint} from './paint.js'

export type TextStyle = {width: number; paint: Paint; locale: string}

/** In the order of a sentence about the pipeline; the words follow a number of deals. */
export const changeWords: Readonly<Record<ChangeKind, string>> = {
  new: 'new',
  won: 'won',
  lost: 'lost',
  gone: 'gone from the source',
  slipped: 'slipped to a later date',
  'pulled-in': 'pulled in to an earlier date',
  'amount-up': 'amount up',
  'amount-down': 'amount down',
  'stage-forward': 'stage forward',
  'stage-back': 'stage back',
  'stage-changed': 'stage changed',
}

const kinds = Object.keys(changeWords) as ChangeKind[]

/** Counts per kind and the largest deals of each, `most` in all. */
export function changesText(changes: Changes, most: number, style: TextStyle): string {
  const lines: string[] = []
  let left = most
  for (const kind of kinds) {
    const {deals, amount} = changes.counts[kind]
    if (deals === 0) continue
    const isDifference = kind === 'amount-up' || kind === 'amount-down'
    const sum = isDifference ? signedAmount(amount, style.locale) : compactAmount(amount, style.locale)
    lines.push(`  ${String(deals).padStart(4)}  ${changeWords[kind]} (${sum})`)
    const shown = changes.items.filter(item => item.kind === kind).slice(0, Math.min(3, left))
    left -= shown.length
    for (const item of shown)
      lines.push(style.paint.dim(truncateText(`        ${itemText(item, style.locale)}`, style.width)))
  }
  if (lines.length === 0) lines.push('  no deal changed')
  lines.push(`  ${counted(changes.findingsNew, 'finding')} new, ${changes.findingsResolved} resolved`)
  return `${lines.join('\n')}\n`
}

export function itemText({name, dealId, from, to, amount, kind}: DealChange, locale: string): string {
  const value = (side: string | number | null) =>
    side === null ? '(none)' : typeof side === 'number' ? fullAmount(side, locale) : terminalText(side)
  const what = terminalText(name ?? dealId)
  if (kind === 'new' || kind === 'won' || kind === 'lost' || kind === 'gone')
    return amount === null ? what : `${what}, ${fullAmount(amount, locale)}`
  return `${what}: ${value(from)} → ${value(to)}`
}

/** `+3.2`, `-8.0`, `no change`. */
export function deltaText(delta: number): string {
  const rounded = Math.round(delta * 10) / 10
  if (rounded === 0) return 'no change'
  return rounded > 0 ? `up ${rounded.toFixed(1)}` : `down ${Math.abs(rounded).toFixed(1)}`
}

/** What `revsched diff` prints. */
export function diffText(difference: Difference, runs: {from: Run; to: Run}, style: TextStyle): string {
  const {bold, green, yellow} = style.paint
  const score = (run: Run) => (run.healthScore === null ? 'no score' : String(Math.round(run.healthScore)))
  const delta =
    difference.scoreDelta === null
      ? (difference.notComparable ?? 'no score to compare')
      : deltaText(difference.scoreDelta)
  const heading = `${bold(terminalText(runs.to.reviewName))}  run ${runs.from.id.slice(0, 8)} → ${runs.to.id.slice(0, 8)}\n`
  const lists = [
    findingList('New findings', difference.findings.new, yellow, style),
    findingList('Resolved', difference.findings.resolved, green, style),
  ]
  return `${heading}score ${score(runs.from)} → ${score(runs.to)} (${delta})\n\n${changesText(difference, 30, style)}${lists.join('')}`
}

const findingsShown = 10

function findingList(
  title: string,
  findings: Difference['findings']['new'],
  paint: (text: string) => string,
  {width}: TextStyle,
): string {
  if (findings.length === 0) return ''
  const lines = findings
    .slice(0, findingsShown)
    .map(({name, dealId, message}) =>
      truncateText(`  ${terminalText(name ?? dealId)}: ${terminalText(message)}`, width),
    )
  const more =
    findings.length > findingsShown ? `  and ${findings.length - findingsShown} more (--json has all)\n` : ''
  return `\n${paint(title)}\n${lines.join('\n')}\n${more}`
}
