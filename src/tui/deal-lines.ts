import {stripVTControlCharacters} from 'node:util'
import type {BrowsedRun} from '../app/browsed-run.js'
import type {DealInRun} from '../app/deal-over-runs.js'
import type {PipelineAmounts} from '../app/pipeline-amounts.js'
import {allRules} from '../domain/rules/all-rules.js'
import {localText} from '../domain/schedule/local-time.js'
import {dealWeight} from '../domain/score/deal-weight.js'
import {count, counted, dealAmount} from '../report/amounts.js'
import {dateText} from '../report/dates.js'
import {dealText} from '../report/deal-text.js'
import {displayWidth, padText, terminalText, truncateText, wrapText} from '../report/escape.js'
import type {Locale} from '../report/intl-text.js'
import type {Paint} from '../report/paint.js'

type Frame = {timeZone: string; width: number; paint: Paint; locale: Locale}

/** One deal of a run: what it lost and by what, what to do, and why that matters. `amounts` are null while they are read. */
export function dealLines(
  {run, analysis, trends, deals}: BrowsedRun,
  {dealId, amounts}: {dealId: string; amounts: PipelineAmounts | null},
  {width, paint, locale}: Pick<Frame, 'width' | 'paint' | 'locale'>,
): string[] {
  const place = deals.findIndex(({id}) => id === dealId)
  if (place < 0) return ['not among the open deals of this run; [ and ] show others, esc goes back', '']
  if (!amounts) return ['reading the deals', '']
  const found = {deal: deals[place]!, place, weight: dealWeight(amounts, place)}
  const input = {title: run.reviewName, run, analysis, trends, allDeals: false, width, paint, locale}
  const about = [...dealText(input, found)]
    .join('')
    .split('\n')
    .map(line => fitted(line, width))
  const whys = [...new Set(found.deal.findings.map(({ruleId}) => ruleId))].flatMap(id =>
    whyLines(id, {width, paint}),
  )
  return [...about, ...(whys.length > 0 ? [paint.bold('Why it matters'), ...whys, ''] : [])]
}

/** A report breaks its sentences, but not what stands above them: the name, the address of the deal. */
function fitted(line: string, width: number): string {
  const plain = stripVTControlCharacters(line)
  return displayWidth(plain) > width ? truncateText(plain, width) : line
}

/** How a deal was in the runs of its review, as far as they are read. */
export function historyLines(history: readonly DealInRun[], frame: Frame): string[] {
  return [frame.paint.bold('Over the runs'), ...history.map(entry => historyLine(entry, frame))]
}

/** Nothing for a rule of somebody's own, whose words stand with its finding. */
function whyLines(ruleId: string, {width, paint}: {width: number; paint: Paint}): string[] {
  const rule = allRules.find(({id}) => id === ruleId)
  if (!rule) return []
  const [first = '', ...more] = wrapText(`${rule.title}: ${rule.explain.why}`, width, {
    first: '  ',
    next: '    ',
  })
  return [first, ...more].map(line => paint.dim(line))
}

function historyLine({asOf, deal}: DealInRun, {timeZone, width, paint, locale}: Frame): string {
  const day = padText(localText(asOf, timeZone).replace(/ [+-]\d{2}:\d{2}$/, ''), 22)
  if (!deal) return paint.dim(truncateText(`  ${day}  not among the open deals`, width))
  const {health, risk, findings, stage, closeDate} = deal
  const parts = [
    `health ${Math.round(health)}`.padEnd(10),
    `${risk === 'none' ? 'no' : risk} risk`.padEnd(11),
    counted(findings.length, 'finding').padEnd(11),
    dealAmount(deal, locale),
    stage,
    closeDate === null ? null : `closes ${dateText(closeDate, locale)}`,
  ]
  const text = parts
    .filter(part => part !== null)
    .map(terminalText)
    .join('  ')
  return truncateText(`  ${day}  ${text}`, width)
}

/** Where more deals are than can be looked through. */
export function beyondText(held: number, all: number): string | null {
  return all > held ? `the worst ${count(held)} of ${count(all)} deals` : null
}
