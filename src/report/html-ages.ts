import type {ReviewSummary} from '../domain/review/analysis.js'
import {ageRows, hasWonMedian} from './ages-text.js'
import {stageAgesChart} from './charts/stage-ages.js'
import {type HtmlColumn, html, htmlPart, htmlRow, htmlTableEnd, htmlTableStart} from './html-text.js'
import type {Locale} from './intl-text.js'

const columns: readonly HtmlColumn[] = [
  {title: 'Stage'},
  {title: 'Deals', holds: 'number'},
  {title: 'Median', holds: 'number'},
  {title: 'Longest', holds: 'number'},
]

const columnsWithWon: readonly HtmlColumn[] = [...columns, {title: 'Median of won deals', holds: 'number'}]

/** How long deals have been in their stages, as a table and drawn. */
export function htmlAges(summary: ReviewSummary, locale: Locale): string {
  const hasWon = hasWonMedian(summary)
  const shown = hasWon ? columnsWithWon : columns
  const rows = ageRows(summary, Number.POSITIVE_INFINITY, locale).map(({name, deals, median, longest, won}) =>
    htmlRow(shown, [name, deals, median, longest, ...(hasWon ? [won] : [])].map(html), 0),
  )
  if (rows.length === 0) return ''
  const caption = 'How long open deals have been in their stage'
  const start = htmlTableStart({title: 'Days in stage', caption, columns: shown})
  return htmlPart(start + rows.join('') + htmlTableEnd, stageAgesChart(summary, locale))
}
