import {px, shortened, svg, svgLine, svgRect, svgText} from './svg.js'

const width = 560
const rowHeight = 26
const barHeight = 14
const bars = {left: 180, right: 470}
const labelCharacters = 26

/** One bar: from where to where on the scale, what stands before it and behind it. */
type BarRow = {label: string; from: number; to: number; shown: string; className: string}

/** Bars one below the other, on one scale that has 0 in it. Empty without rows, and where all is 0. */
export function barRows(title: string, rows: readonly BarRow[]): string {
  const ends = rows.flatMap(({from, to}) => [from, to])
  const least = Math.min(0, ...ends)
  const most = Math.max(0, ...ends)
  if (most === least) return ''
  const xOf = (value: number) => bars.left + ((bars.right - bars.left) * (value - least)) / (most - least)
  const height = rows.length * rowHeight
  const parts = rows.map((row, index) => {
    const middle = index * rowHeight + rowHeight / 2
    // What is there is seen, however small; of nothing there is no bar.
    const leastWidth = row.from === row.to ? 0 : 1
    const [x, end] = [xOf(Math.min(row.from, row.to)), xOf(Math.max(row.from, row.to))]
    return (
      svgText(shortened(row.label, labelCharacters), {x: bars.left - 8, y: middle + 4, anchor: 'end'}) +
      svgRect(
        {x, y: middle - barHeight / 2, width: Math.max(leastWidth, end - x), height: barHeight},
        row.className,
      ) +
      svgText(row.shown, {x: bars.right + 8, y: middle + 4})
    )
  })
  const zero = xOf(0)
  const axis = svgLine({x: zero, y: 0}, {x: zero, y: height}, 'grid')
  const spoken = `${title}: ${rows.map(({label, shown}) => `${label} ${shown}`).join(', ')}`
  return svg({width, height: Number(px(height))}, spoken, [axis, ...parts])
}
