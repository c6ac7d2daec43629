import type {GroupTotal, ReviewSummary} from '../domain/review/analysis.js'
import {roundToSum} from '../domain/score/round-to-sum.js'
import {compactAmount, counted, fullAmount} from './amounts.js'
import {changeWords, deltaText, itemText} from './changes-text.js'
import {terminalText} from './escape.js'
import {firstOf} from './json.js'
import type {ReportInput} from './report-input.js'

const worstShown = 10

/** Headings, tables and lists that GitHub, wikis and chat canvases render; text from outside stays text. */
export function* markdownReport({title, analysis, locale}: ReportInput): Iterable<string> {
  const {summary} = analysis
  yield `# ${md(title)}: ${scoreText(summary)}\n\n`
  yield `As of ${summary.asOf.slice(0, 16).replace('T', ' ')} UTC: ${counted(summary.dealsAnalyzed, 'open deal')}, ${compactAmount(summary.totals.amount, locale)}; ${counted(summary.issuesFound, 'finding')}, ${summary.highRiskDeals} at high risk. ${summary.checks.evaluated} of ${summary.checks.evaluated + summary.checks.skipped} checks ran.\n`
  const worst = [...firstOf(analysis.deals(), worstShown)].filter(deal => deal.pointsLost > 0)
  if (worst.length > 0) {
    const points = roundToSum(worst.map(deal => deal.pointsLost))
    const rows = worst.map((deal, index) => [
      points[index]!.toFixed(1),
      md(deal.name ?? deal.id),
      deal.amount === null ? '' : fullAmount(deal.amount, locale),
      md(deal.owner ?? ''),
      md(deal.findings.map(finding => finding.message).join('; ')),
    ])
    yield `\n## Deals that cost most points\n\n${mdTable(['Points', 'Deal', 'Amount', 'Owner', 'Why'], rows)}`
  }
  const found = summary.rules.filter(rule => rule.violated > 0).sort((a, b) => b.pointsLost - a.pointsLost)
  const points = roundToSum(found.map(rule => rule.pointsLost))
  const rules = found.map((rule, index) => [
    points[index]!.toFixed(1),
    String(rule.violated),
    rule.title,
    rule.severity,
    rule.fix,
  ])
  if (rules.length > 0)
    yield `\n## Findings by rule\n\n${mdTable(['Points', 'Deals', 'Rule', 'Severity', 'What to do'], rules)}`
  yield groupTable('By owner', summary.totals.byOwner, locale) +
    groupTable('By stage', summary.totals.byStage, locale)
  yield changesPart(summary, locale)
  const skipped = summary.rules
    .filter(rule => rule.skippedReason !== null)
    .map(rule => `- ${rule.title}: ${md(rule.skippedDetail ?? '')}\n`)
  if (skipped.length > 0) yield `\n## Skipped checks\n\n${skipped.join('')}`
}

function scoreText({score, band, changes}: ReviewSummary): string {
  if (score === null) return 'no open deals'
  const delta = changes?.scoreDelta ?? null
  return `${Math.round(score)} ${band}${delta === null ? '' : `, ${deltaText(delta)}`}`
}

function groupTable(title: string, totals: readonly GroupTotal[], locale: string): string {
  if (totals.length < 2) return ''
  const points = roundToSum(totals.map(total => total.pointsLost))
  const rows = totals.map(({key, deals, amount}, index) => [
    md(key ?? '(none)'),
    String(deals),
    fullAmount(amount, locale),
    points[index]!.toFixed(1),
  ])
  return `\n## ${title}\n\n${mdTable(['', 'Deals', 'Amount', 'Points lost'], rows)}`
}

function changesPart({changes}: ReviewSummary, locale: string): string {
  if (!changes) return ''
  const counts = Object.entries(changes.counts).filter(([, {deals}]) => deals > 0)
  const lines = counts.map(
    ([kind, {deals}]) =>
      `- ${deals} ${changeWords[kind as keyof typeof changeWords]}: ${changes.items
        .filter(item => item.kind === kind)
        .slice(0, 3)
        .map(item => md(itemText(item, locale)))
        .join('; ')}\n`,
  )
  const findings = `- ${counted(changes.findingsNew, 'finding')} new, ${changes.findingsResolved} resolved\n`
  return `\n## Changes since ${changes.since.asOf.slice(0, 10)}\n\n${lines.join('')}${findings}`
}

function mdTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

/** Escapes what Markdown and chat programs would take for markup, links or mentions. */
export function md(text: string): string {
  return terminalText(text)
    .replace(/[\\`*_{}[\]<>|#~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('\\<', '&lt;')
    .replaceAll('\\>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/\b(https?|ftp):\/\//gi, '$1:\u200b//')
}
