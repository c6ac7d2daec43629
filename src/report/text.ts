import type {GroupTotal, ReviewedDeal, ReviewSummary, RuleOutcome} from '../domain/review/analysis.js'
import {roundToSum} from '../domain/score/round-to-sum.js'
import {compactAmount, counted, fullAmount} from './amounts.js'
import {changesText, deltaText, type TextStyle} from './changes-text.js'
import {padText, terminalText, truncateText} from './escape.js'
import {firstOf} from './json.js'
import type {ReportInput} from './report-input.js'

const worstShown = 5
const groupsShown = 6

/** The report for a terminal or a pasted message: what to act on first, what it rests on last. */
export function* textReport(input: ReportInput): Iterable<string> {
  const {summary} = input.analysis
  const style = {width: Math.max(40, input.width), paint: input.paint, locale: input.locale}
  yield heading(input, style)
  if (summary.score === null) yield 'no open deals in scope: there is nothing to score\n'
  const worst = [...firstOf(input.analysis.deals(), worstShown)].filter(deal => deal.pointsLost > 0)
  if (worst.length > 0) yield worstDeals(worst, summary, style)
  yield rulesSection(summary, style)
  if (summary.dealsAnalyzed > 0)
    yield groups('By owner', summary.totals.byOwner, style) +
      groups('By stage', summary.totals.byStage, style)
  yield changesSection(summary, style)
  yield skippedSection(summary, style) + sourceSection(summary, style)
}

function heading({title, run, analysis}: ReportInput, {paint, locale}: TextStyle): string {
  const {summary} = analysis
  const {score, band, changes} = summary
  const shown =
    score === null || band === null ? 'no score' : paint[band](paint.bold(`${Math.round(score)} ${band}`))
  const low = summary.isLowConfidence
    ? paint.yellow(`  low confidence: ${summary.checks.evaluated} of ${checksOf(summary)} checks ran`)
    : ''
  const id = run ? `  run ${run.id.slice(0, 8)}` : ''
  const deals = `${counted(summary.dealsAnalyzed, 'open deal')}, ${compactAmount(summary.totals.amount, locale)}`
  const risk = `${counted(summary.issuesFound, 'finding')}, ${summary.highRiskDeals} at high risk`
  return (
    `${paint.bold(terminalText(title))}  ${paint.dim(`as of ${summary.asOf.slice(0, 16).replace('T', ' ')} UTC${id}`)}\n\n` +
    `Health ${shown}${changes ? `, ${sinceText(changes)}` : ''}${low}\n${deals}; ${risk}\n`
  )
}

function sinceText(changes: NonNullable<ReviewSummary['changes']>): string {
  const day = changes.since.asOf.slice(0, 10)
  if (changes.scoreDelta !== null) return `${deltaText(changes.scoreDelta)} since ${day}`
  return `not comparable with ${day}: ${changes.notComparable ?? 'one of them has no score'}`
}

function checksOf({checks}: ReviewSummary): number {
  return checks.evaluated + checks.skipped
}

function worstDeals(deals: readonly ReviewedDeal[], summary: ReviewSummary, style: TextStyle): string {
  const {paint, locale, width} = style
  const fixes = new Map(summary.rules.map(rule => [rule.ruleId, rule.fix]))
  const points = roundToSum(deals.map(deal => deal.pointsLost))
  const parts = deals.map((deal, index) => {
    const about = [
      deal.amount === null ? 'no amount' : fullAmount(deal.amount, locale),
      deal.stage,
      deal.owner,
    ].filter(Boolean)
    const name = terminalText(deal.name ?? deal.id)
    const title = truncateText(`${name}  ${terminalText(about.join(', '))}`, width - 10)
    const lost = roundToSum(deal.findings.map(finding => finding.pointsLost))
    const reasons = deal.findings.map((finding, place) => {
      const isNew = finding.isNew ? paint.yellow(' new') : ''
      return `        ${padText(lost[place]!.toFixed(1), 4, 'right')}  ${truncateText(terminalText(finding.message), width - 20)} ${paint.dim(`(${finding.severity})`)}${isNew}\n`
    })
    const [first] = deal.findings
    const fix = first ? wrapped(fixes.get(first.ruleId) ?? '', '        → ', '          ', width) : ''
    return `  ${padText(points[index]!.toFixed(1), 4, 'right')}  ${paint.bold(title)}\n${reasons.join('')}${paint.cyan(fix)}`
  })
  return `\n${paint.bold('Deals that cost most points')}\n${parts.join('')}`
}

/** Breaks a sentence into lines of at most `width` columns. */
function wrapped(text: string, first: string, next: string, width: number): string {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    if (line.length + word.length > width && line.trim() !== '') {
      lines.push(line.trimEnd())
      line = next
    }
    line += `${word} `
  }
  lines.push(line.trimEnd())
  return `${lines.join('\n')}\n`
}

function rulesSection({rules}: ReviewSummary, {paint}: TextStyle): string {
  const ran = rules
    .filter(rule => rule.skippedReason === null)
    .sort((a, b) => b.pointsLost - a.pointsLost || b.violated - a.violated)
  const found = ran.filter(rule => rule.violated > 0)
  const points = roundToSum(found.map(rule => rule.pointsLost))
  const lines = found.map((rule, index) => ruleLine(rule, points[index]!))
  const clean = ran.length - found.length
  const rest = clean > 0 ? `  ${counted(clean, 'rule')} found nothing\n` : ''
  return `\n${paint.bold('Findings by rule')}\n${paint.dim('  points  deals  rule')}\n${lines.join('')}${rest}`
}

function ruleLine({title, severity, violated, checked}: RuleOutcome, points: number): string {
  return `  ${padText(points.toFixed(1), 6, 'right')}  ${padText(String(violated), 5, 'right')}  ${title} (${severity}), of ${checked}\n`
}

function groups(title: string, totals: readonly GroupTotal[], {paint, locale, width}: TextStyle): string {
  const shown = [...totals]
    .sort((a, b) => b.pointsLost - a.pointsLost || b.amount - a.amount)
    .slice(0, groupsShown)
  if (shown.length < 2) return ''
  const points = roundToSum(shown.map(total => total.pointsLost))
  const lines = shown.map(({key, deals, amount}, index) => {
    const name = truncateText(terminalText(key ?? '(none)'), width - 34)
    return `  ${padText(points[index]!.toFixed(1), 6, 'right')}  ${padText(String(deals), 5, 'right')}  ${padText(compactAmount(amount, locale), 7, 'right')}  ${name}\n`
  })
  const more = totals.length > shown.length ? paint.dim(`  and ${totals.length - shown.length} more\n`) : ''
  return `\n${paint.bold(title)}\n${paint.dim('  points  deals   amount')}\n${lines.join('')}${more}`
}

function changesSection({changes}: ReviewSummary, style: TextStyle): string {
  const title = style.paint.bold('Changes')
  if (!changes) return `\n${title}\n  this is the first review; the next one tells what changed\n`
  return `\n${title} ${style.paint.dim(`since ${changes.since.asOf.slice(0, 10)}`)}\n${changesText(changes, 12, style)}`
}

function skippedSection(summary: ReviewSummary, {paint, width}: TextStyle): string {
  const skipped = summary.rules.filter(rule => rule.skippedReason !== null)
  const ran = `  ${summary.checks.evaluated} of ${checksOf(summary)} checks ran\n`
  const lines = skipped.map(rule =>
    truncateText(
      `  skipped ${rule.title}: ${terminalText(rule.skippedDetail ?? rule.skippedReason ?? '')}`,
      width,
    ),
  )
  return `\n${paint.bold('Checks')}\n${ran}${lines.map(line => `${line}\n`).join('')}`
}

function sourceSection({source}: ReviewSummary, {paint, width}: TextStyle): string {
  const refused = source.refusedCount > 0 ? `, ${source.refusedCount} refused` : ''
  const first = source.refusals[0]
  const example = first
    ? `  refused row ${first.row}${first.column ? `, ${first.column} "${first.value}"` : ''}: ${first.reason}`
    : null
  const warnings = [...(example ? [example] : []), ...source.warnings.map(warning => `  ${warning}`)]
  const lines = warnings.map(line => paint.yellow(wrapped(terminalText(line.trim()), '  ', '    ', width)))
  return `  read from ${terminalText(source.label)}: ${counted(source.rowsRead, 'row')}${refused}\n${lines.join('')}`
}
