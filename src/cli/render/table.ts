import Table from 'cli-table3'
import {displayWidth, terminalText, truncateText} from '../../report/escape.js'
import type {Output} from '../io.js'

export type Column = {
  title: string
  align?: 'left' | 'right'
  /** May be cut with an ellipsis when the terminal is too narrow; the widest such column is cut first. */
  canShrink?: boolean
  /** Says the same in less room; asked in a terminal that is too narrow, before anything is cut. */
  shorten?: (text: string) => string
}

/** Text of any origin: it is escaped here. `paint` colours it after it was cut to width. */
export type Cell = string | {text: string; paint: (text: string) => string}

const gap = 2
const narrowest = 8

/** A table without lines that fits the terminal; in a pipe nothing is cut. Drawn by cli-table3. */
export async function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  output: Output,
): Promise<string> {
  const full = rows.map(row => row.map(cell => terminalText(typeof cell === 'string' ? cell : cell.text)))
  const isTight = output.isTerminal && excessOf(naturalWidths(columns, full), output) > 0
  const texts = isTight
    ? full.map(row => row.map((text, index) => columns[index]?.shorten?.(text) ?? text))
    : full
  const widths = fitWidths(columns, naturalWidths(columns, texts), output)
  const drawn = new Table({
    chars: noLines,
    // The default style colours heads and borders even in a pipe and against NO_COLOR.
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': gap, compact: true},
    head: columns.map(({title}) => output.paint.dim(title)),
    colAligns: columns.map(({align}) => align ?? 'left'),
    colWidths: widths.map(width => width + gap),
    wordWrap: false,
  })
  texts.forEach((row, rowIndex) => {
    drawn.push(row.map((text, index) => painted(rows[rowIndex]![index]!, truncateText(text, widths[index]!))))
  })
  const lines = drawn.toString().split('\n')
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`
}

function painted(cell: Cell, text: string): string {
  return typeof cell === 'string' ? text : cell.paint(text)
}

function naturalWidths(columns: readonly Column[], texts: readonly (readonly string[])[]): number[] {
  return columns.map(({title}, index) =>
    texts.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), displayWidth(title)),
  )
}

/** Columns of the terminal that are missing; negative where there is room. */
function excessOf(widths: readonly number[], output: Output): number {
  return widths.reduce((sum, width) => sum + width + gap, -gap) - output.width
}

function fitWidths(columns: readonly Column[], natural: readonly number[], output: Output): number[] {
  const widths = [...natural]
  if (!output.isTerminal) return widths
  let excess = excessOf(widths, output)
  while (excess > 0) {
    const widest = columns
      .map((column, index) => ({index, isOpen: column.canShrink === true && widths[index]! > narrowest}))
      .filter(({isOpen}) => isOpen)
      .sort((a, b) => widths[b.index]! - widths[a.index]!)[0]
    if (!widest) break
    widths[widest.index]!--
    excess--
  }
  return widths
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}
