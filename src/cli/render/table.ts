import Table from 'cli-table3'
import {displayWidth, terminalText, truncateText} from '../../report/escape.js'
import type {Output} from '../io.js'

export type Column = {
  title: string
  align?: 'left' | 'right'
  /** May be cut with an ellipsis when the terminal is too narrow; the widest such column is cut first. */
  canShrink?: boolean
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
  const texts = rows.map(row => row.map(cell => terminalText(typeof cell === 'string' ? cell : cell.text)))
  const widths = fitWidths(columns, texts, output)
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

function fitWidths(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  output: Output,
): number[] {
  const widths = columns.map(({title}, index) =>
    Math.max(displayWidth(title), ...texts.map(row => displayWidth(row[index] ?? ''))),
  )
  if (!output.isTerminal) return widths
  let excess = widths.reduce((sum, width) => sum + width + gap, -gap) - output.width
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
