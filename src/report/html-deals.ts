import type {Analysis, ReviewedDeal} from '../domain/review/analysis.js'
import {counted, dealAmount} from './amounts.js'
import {leftOutText} from './baseline-text.js'
import {firstOf} from './first-of.js'
import {type HtmlColumn, html, htmlRow, htmlTableEnd, htmlTableStart} from './html-text.js'
import {shownLosses} from './shown-losses.js'

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

/** The `most` deals that lost most; they are gone through twice, as what all of them lost decides how each is rounded. */
export function* htmlDeals(analysis: Analysis, most: number, locale: string): Iterable<string> {
  const {dealsAnalyzed} = analysis.summary
  if (dealsAnalyzed === 0) return
  yield htmlTableStart({
    title: 'Deals',
    caption: 'Open deals, those that cost most points first',
    columns: dealColumns,
    id: 'deals',
  })
  const losses = shownLosses(analysis, most)
  let shown = 0
  for (const deal of firstOf(analysis.deals(), most)) {
    yield dealRow(deal, losses.of(deal, shown), locale)
    shown++
  }
  yield htmlTableEnd
  if (shown === dealsAnalyzed) return
  yield `<p>${counted(dealsAnalyzed - shown, 'more deal')} not shown, which cost ${html(losses.others(shown))} points.</p>\n`
}

function dealRow(
  deal: ReviewedDeal,
  {total, parts}: {total: string; parts: readonly string[]},
  locale: string,
): string {
  const reasons = deal.findings.map(
    ({message, severity}, index) => `<li>${html(message)} (${severity}) ${html(parts[index]!)}</li>`,
  )
  if (deal.leftOut) reasons.push(`<li>${leftOutText(deal.leftOut)} ${html(parts.at(-1)!)}</li>`)
  const cells = [
    // Sorted by what it is, which `<0.1` does not tell.
    `<data value="${deal.pointsLost}">${html(total)}</data>`,
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
