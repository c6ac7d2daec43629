import type {Analysis, ReviewedDeal} from '../domain/review/analysis.js'
import {count, counted, dealAmount} from './amounts.js'
import {leftOutText} from './baseline-text.js'
import {dateText, withDates} from './dates.js'
import {firstOf} from './first-of.js'
import {type HtmlColumn, html, htmlRow, htmlTableEnd, htmlTableStart} from './html-text.js'
import type {Locale} from './intl-text.js'
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
export function* htmlDeals(analysis: Analysis, most: number, locale: Locale): Iterable<string> {
  const {dealsAnalyzed} = analysis.summary
  if (dealsAnalyzed === 0) return
  yield htmlTableStart({
    title: 'Deals',
    caption: 'Open deals, those that cost most points first',
    columns: dealColumns,
    id: 'deals',
  })
  const losses = shownLosses(analysis, locale, most)
  let shown = 0
  for (const deal of firstOf(analysis.deals(), most)) {
    yield dealRow(deal, losses.of(deal, shown), locale)
    shown++
  }
  yield htmlTableEnd
  if (shown === dealsAnalyzed) return
  yield `<p>${html(counted(dealsAnalyzed - shown, 'more deal', locale))} not shown, which cost ${html(losses.others(shown))} points.</p>\n`
}

function dealRow(
  deal: ReviewedDeal,
  {total, parts}: {total: string; parts: readonly string[]},
  locale: Locale,
): string {
  const reasons = deal.findings.map(
    ({message, severity}, index) =>
      `<li>${html(withDates(message, locale))} (${severity}) ${html(parts[index]!)}</li>`,
  )
  if (deal.leftOut) reasons.push(`<li>${html(leftOutText(deal.leftOut, locale))} ${html(parts.at(-1)!)}</li>`)
  const cells = [
    // Sorted by what it is, which `<0.1` does not tell.
    `<data value="${deal.pointsLost}">${html(total)}</data>`,
    dealLink(deal),
    deal.amount === null ? '' : `<data value="${deal.amount}">${html(dealAmount(deal, locale))}</data>`,
    html(deal.owner ?? ''),
    html(deal.stage ?? ''),
    deal.closeDate === null ? '' : sortable(dateText(deal.closeDate, locale), deal.closeDate),
    sortable(count(Math.round(deal.health), locale), String(Math.round(deal.health))),
    reasons.length > 0 ? `<ul>${reasons.join('')}</ul>` : '',
  ]
  return htmlRow(dealColumns, cells, 1)
}

/** Sorted by `value`, where a locale shows it in other signs. */
function sortable(shown: string, value: string): string {
  return shown === value ? html(value) : `<data value="${html(value)}">${html(shown)}</data>`
}

/** Only `https` is linked: a source may hold any text where a link is expected. */
function dealLink({url, name, id}: ReviewedDeal): string {
  const text = html(name ?? id)
  if (!url || !/^https:\/\//i.test(url)) return text
  return `<a href="${html(url)}" rel="noreferrer">${text}</a>`
}
