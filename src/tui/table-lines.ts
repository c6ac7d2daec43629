import {padText, truncateText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import {gap, type PlacedColumn} from './columns.js'

/** Before each row: the selected one is known by it, whatever the colours. */
export const marks = {selected: '▶ ', other: '  '} as const

type Placed = PlacedColumn<string>

export function headLine(columns: readonly Placed[], paint: Paint): string {
  const cells = columns.map(column => fitted(column.title, column))
  return paint.dim(`${marks.other}${cells.join(' '.repeat(gap))}`.trimEnd())
}

type Cell = {text: string; paint?: (text: string) => string}

/** A row as wide as its columns. The texts may go to a terminal. */
export function rowLine(
  columns: readonly Placed[],
  cells: readonly Cell[],
  {isSelected, paint}: {isSelected: boolean; paint: Paint},
): string {
  const parts = cells.map(({text, paint: color}, index) => {
    const part = fitted(text, columns[index]!)
    return color ? color(part) : part
  })
  const line = parts.join(' '.repeat(gap)).trimEnd()
  return isSelected ? paint.bold(`${paint.cyan(marks.selected)}${line}`) : `${marks.other}${line}`
}

function fitted(text: string, {width, align}: Placed): string {
  return padText(truncateText(text, width), width, align)
}
