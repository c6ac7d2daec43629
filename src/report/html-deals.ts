import type {ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import {counted, dealAmount} from './amounts.js'
import {leftOutText} from './baseline-text.js'
import {type HtmlColumn, html, htmlRow, htmlTableEnd, htmlTableStart} from './html-text.js'
import {shownParts, shownTotals} from './shown-numbers.js'

const dealColumns: readonly HtmlColumn[] = [
  {title: 'Points', holds: 'number'},
  {title: 'Deal'},
  {title: 'Amount', holds: 'number'},
  {title: 'Owner'},
  {title: 'Stage'},
  {title: 'Close date', holds: 'date'},
  {title: 'Health', holds: 'number'},
  {title: 'Why'},
]

/** The deals are gone through twice: what all of them lost decides how each is rounded. */
export function* htmlDeals(
  deals: () => Iterable<ReviewedDeal>,
  summary: ReviewSummary,
  locale: string,
): Iterable<string> {
  const {dealsAnalyzed} = summary
  if (dealsAnalyzed === 0) return
  yield htmlTableStart({
    title: 'Deals',
    caption: 'Open deals, those that cost most points first',
    columns: dealColumns,
    id: 'deals',
  })
  const points = pointsUntilZero(deals())
  const {totals, decimals} = shownTotals(points, summary)
  const nothing = (0).toFixed(decimals)
  let shown = 0
  for (const deal of deals()) {
    const total = shown < points.length ? totals[shown]! : nothing
    yield dealRow(deal, {total, parts: shownParts(deal, total, decimals)}, locale)
    shown++
  }
  yield htmlTableEnd
  if (shown === dealsAnalyzed) return
  yield `<p>${counted(dealsAnalyzed - shown, 'more deal')} not shown, which cost ${totals.at(-1)!} points.</p>\n`
}

/** Those that lost most come first. */
function pointsUntilZero(deals: Iterable<ReviewedDeal>): number[] {
  const points: number[] = []
  for (const {pointsLost} of deals) {
    if (pointsLost === 0) break
    points.push(pointsLost)
  }
  return points
}

function dealRow(
  deal: ReviewedDeal,
  {total, parts}: {total: string; parts: readonly string[]},
  locale: string,
): string {
  const reasons = deal.findings.map(
    ({message, severity}, index) => `<li>${html(message)} (${severity}) ${parts[index]!}</li>`,
  )
  if (deal.leftOut) reasons.push(`<li>${leftOutText(deal.leftOut)} ${parts.at(-1)!}</li>`)
  const cells = [
    total,
    dealLink(deal),
    deal.amount === null ? '' : `<data value="${deal.amount}">${html(dealAmount(deal, locale))}</data>`,
    html(deal.owner ?? ''),
    html(deal.stage ?? ''),
    deal.closeDate ?? '',
    String(Math.round(deal.health)),
    reasons.length > 0 ? `<ul>${reasons.join('')}</ul>` : '',
  ]
  return htmlRow(dealColumns, cells, 1)
}

/** Only `https` is linked: a source may hold any text where a link is expected. */
function dealLink({url, name, id}: ReviewedDeal): string {
  const text = html(name ?? id)
  if (!url || !/^https:\/\//i.test(url)) return text
  return `<a href="${html(url)}" rel="noreferrer">${text}</a>`
}
