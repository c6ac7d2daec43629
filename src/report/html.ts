import type {GroupTotal, ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import {roundToSum} from '../domain/score/round-to-sum.js'
import {counted, fullAmount} from './amounts.js'
import {changeWords, deltaText, itemText} from './changes-text.js'
import {firstOf} from './json.js'
import {dealsShown, type ReportInput} from './report-input.js'

/** One self-contained page: no script, nothing from the network, light and dark, printable, readable on a phone. */
export function* htmlReport({title, analysis, allDeals, locale}: ReportInput): Iterable<string> {
  const {summary} = analysis
  yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${html(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n<main>\n`
  yield head(title, summary, locale)
  yield rulesTable(summary) +
    groupTable('Owners', summary.totals.byOwner, locale) +
    groupTable('Stages', summary.totals.byStage, locale)
  yield changesPart(summary, locale)
  yield `<h2>Deals</h2>\n<div class="wide"><table>\n<caption>Open deals, those that cost most points first</caption>\n<thead><tr><th scope="col">Points</th><th scope="col">Deal</th><th scope="col">Amount</th><th scope="col">Owner</th><th scope="col">Stage</th><th scope="col">Close date</th><th scope="col">Health</th><th scope="col">Why</th></tr></thead>\n<tbody>\n`
  for (const deal of allDeals ? analysis.deals() : firstOf(analysis.deals(), dealsShown))
    yield dealRow(deal, locale)
  yield `</tbody>\n</table></div>\n${footer(summary)}</main>\n</body>\n</html>\n`
}

function head(title: string, summary: ReviewSummary, locale: string): string {
  const {score, band, changes} = summary
  const shown = score === null ? 'no score' : `${Math.round(score)} <small>${band}</small>`
  const delta = changes?.scoreDelta ?? null
  const low = summary.isLowConfidence
    ? '<p><strong>Low confidence: fewer than 60 % of the checks could run.</strong></p>\n'
    : ''
  const since =
    changes && delta !== null ? `<p>${deltaText(delta)} since ${changes.since.asOf.slice(0, 10)}</p>\n` : ''
  return `<h1>${html(title)}</h1>\n<p class="score ${band ?? ''}">${shown}</p>\n${since}${low}<p>As of ${summary.asOf.slice(0, 16).replace('T', ' ')} UTC: ${counted(summary.dealsAnalyzed, 'open deal')}, ${fullAmount(summary.totals.amount, locale)}; ${counted(summary.issuesFound, 'finding')}, ${summary.highRiskDeals} at high risk.</p>\n`
}

function rulesTable({rules}: ReviewSummary): string {
  const points = roundToSum(rules.map(rule => rule.pointsLost))
  const rows = rules.map((rule, index) => {
    const result =
      rule.skippedReason === null
        ? `<td>${rule.violated} of ${rule.checked}</td><td>${points[index]!.toFixed(1)}</td>`
        : `<td colspan="2">skipped: ${html(rule.skippedDetail ?? '')}</td>`
    return `<tr><th scope="row">${html(rule.title)}</th><td>${rule.severity}</td>${result}<td>${html(rule.fix)}</td></tr>\n`
  })
  return `<h2>Rules</h2>\n<div class="wide"><table>\n<caption>What each rule found and cost</caption>\n<thead><tr><th scope="col">Rule</th><th scope="col">Severity</th><th scope="col">Deals</th><th scope="col">Points</th><th scope="col">What to do</th></tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table></div>\n`
}

function groupTable(title: string, totals: readonly GroupTotal[], locale: string): string {
  const points = roundToSum(totals.map(total => total.pointsLost))
  const rows = totals.map(
    ({key, deals, amount}, index) =>
      `<tr><th scope="row">${html(key ?? '(none)')}</th><td>${deals}</td><td>${fullAmount(amount, locale)}</td><td>${points[index]!.toFixed(1)}</td></tr>\n`,
  )
  return `<h2>${title}</h2>\n<div class="wide"><table>\n<caption>Open deals by ${title.toLowerCase()}</caption>\n<thead><tr><th scope="col">Name</th><th scope="col">Deals</th><th scope="col">Amount</th><th scope="col">Points lost</th></tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table></div>\n`
}

function changesPart({changes}: ReviewSummary, locale: string): string {
  if (!changes) return ''
  const items = Object.entries(changes.counts).filter(([, {deals}]) => deals > 0)
  const lines = items.map(
    ([kind, {deals}]) =>
      `<li>${deals} ${changeWords[kind as keyof typeof changeWords]}: ${changes.items
        .filter(item => item.kind === kind)
        .slice(0, 5)
        .map(item => html(itemText(item, locale)))
        .join('; ')}</li>\n`,
  )
  return `<h2>Changes since ${changes.since.asOf.slice(0, 10)}</h2>\n<ul>\n${lines.join('')}<li>${counted(changes.findingsNew, 'finding')} new, ${changes.findingsResolved} resolved</li>\n</ul>\n`
}

function dealRow(deal: ReviewedDeal, locale: string): string {
  const name = html(deal.name ?? deal.id)
  const link =
    deal.url && /^https:\/\//i.test(deal.url)
      ? `<a href="${html(deal.url)}" rel="noreferrer">${name}</a>`
      : name
  const reasons = deal.findings
    .map(finding => `<li>${html(finding.message)} (${finding.severity})</li>`)
    .join('')
  return `<tr><td>${deal.pointsLost.toFixed(2)}</td><th scope="row">${link}</th><td>${deal.amount === null ? '' : fullAmount(deal.amount, locale)}</td><td>${html(deal.owner ?? '')}</td><td>${html(deal.stage ?? '')}</td><td>${deal.closeDate ?? ''}</td><td>${Math.round(deal.health)}</td><td>${reasons ? `<ul>${reasons}</ul>` : ''}</td></tr>\n`
}

function footer({source, checks}: ReviewSummary): string {
  const warnings = source.warnings.map(warning => `<li>${html(warning)}</li>`).join('')
  return `<h2>How this was computed</h2>\n<p>Each finding costs its deal points by severity (critical 40, high 25, medium 10, low 4, at most 100); a deal weighs half by its amount and half by its share of the deals. The score is 100 less what all deals lost. It measures hygiene and is no win probability. ${checks.evaluated} of ${checks.evaluated + checks.skipped} checks ran. Read from ${html(source.label)}: ${counted(source.rowsRead, 'row')}, ${source.refusedCount} refused.</p>\n${warnings ? `<ul>${warnings}</ul>\n` : ''}`
}

/** For element content and quoted attributes; characters that turn the direction of text are shown as what they are. */
export function html(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
      '\ufffd',
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}main{max-width:72rem;margin:0 auto;padding:1rem}
.score{font-size:3rem;font-weight:700;margin:0}.score small{font-size:1.2rem}.green{color:light-dark(#15692d,#6fd08c)}.yellow{color:light-dark(#7a5600,#f0c34a)}.red{color:light-dark(#b3261e,#ff8a80)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}caption{text-align:left;opacity:.75;padding:.25rem 0}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8884}td ul{margin:0;padding-left:1rem}
@media print{main{max-width:none}.wide{overflow:visible}}`
