import type {ReviewSummary} from '../../domain/review/analysis.js'
import {type AgeRow, ageRows, hasWonMedian} from '../ages-text.js'
import type {Locale} from '../intl-text.js'
import {shortened, svg, svgLine, svgRect, svgText} from './svg.js'

const barsShown = 12
const width = 560
const rowHeight = 26
const bars = {left: 180, right: 430}
const heights = {longest: 6, median: 14}
const labelCharacters = 26

/** How long the deals of each stage have been in it: half of them up to the bar, all up to the line; a mark where half of the won ones left. */
export function stageAgesChart(summary: ReviewSummary, locale: Locale): string {
  const rows = ageRows(summary, barsShown, locale)
  const most = Math.max(0, ...rows.flatMap(({age}) => [age.longestDays, age.wonMedianDays ?? 0]))
  if (most === 0) return ''
  const xOf = (days: number) => bars.left + ((bars.right - bars.left) * days) / most
  const height = rows.length * rowHeight
  const drawn = rows.map((row, index) => rowOf(row, index * rowHeight + rowHeight / 2, xOf))
  const mark = hasWonMedian(summary) ? ', mark: median of won deals' : ''
  const legend = svgText(`days; bar: median, pale: longest${mark}`, {
    x: bars.left,
    y: height + 14,
    className: 'small',
  })
  const axis = svgLine({x: bars.left, y: 0}, {x: bars.left, y: height}, 'grid')
  const spoken = rows.map(
    ({name, median, longest, won, age}) =>
      `${name} median ${median}, longest ${longest}${age.wonMedianDays === null ? '' : `, won ${won}`}`,
  )
  return svg({width, height: height + 20}, `Days in stage: ${spoken.join('; ')}`, [axis, ...drawn, legend])
}

function rowOf({name, median, longest, age}: AgeRow, middle: number, xOf: (days: number) => number): string {
  const bar = (days: number, height: number, className: string) =>
    // What is there is seen, however small.
    svgRect(
      {x: bars.left, y: middle - height / 2, width: Math.max(1, xOf(days) - bars.left), height},
      className,
    )
  const won = age.wonMedianDays === null ? null : xOf(age.wonMedianDays)
  return (
    svgText(shortened(name, labelCharacters), {x: bars.left - 8, y: middle + 4, anchor: 'end'}) +
    bar(age.longestDays, heights.longest, 'bar pale') +
    bar(age.medianDays, heights.median, 'bar') +
    (won === null ? '' : svgLine({x: won, y: middle - 10}, {x: won, y: middle + 10}, 'mark')) +
    svgText(`${median}, longest ${longest}`, {x: bars.right + 8, y: middle + 4})
  )
}
