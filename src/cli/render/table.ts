import Table from 'cli-table3'
import {displayWidth, terminalText, truncateStart, truncateText} from '../../report/escape.js'
import type {Output} from '../io.js'

type Column = {
  title: string
  align?: 'left' | 'right'
  /** May be cut with an ellipsis when the terminal is too narrow; the widest such column is cut first. */
  canShrink?: boolean
  /** A column that may be cut keeps so many columns, 8 unless it says so. */
  least?: number
  /** Where a cut text matters least: a path at its start. */
  cutAt?: 'start'
  /** Says the same in less room; asked in a terminal that is too narrow, before anything is cut. */
  shorten?: (text: string) => string
  /** Left out where cutting is not enough: 1 goes first. A column without it always stays. */
  dropRank?: number
}

/** Text of any origin: it is escaped here. `paint` colours it after it was cut to width. */
export type Cell = string | {text: string; paint: (text: string) => string}

const gap = 2
const narrowest = 8

type Row = readonly Cell[]

/** A table without lines that fits the terminal; in a pipe nothing is cut or left out. Drawn by cli-table3. */
export async function table(
  columns: readonly Column[],
  rows: readonly Row[],
  output: Output,
): Promise<string> {
  const layout = layoutOf(columns, rows.map(textsOf), output)
  return drawn(
    layout,
    rows,
    layout.shown.map(({column}) => output.paint.dim(column.title)),
  )
}

/**
 * A table whose rows come one after the other: gives the lines of those that are new, below the head the first time. Its columns
 * are as wide as `example` at least, and grow when a wider text comes.
 */
export function growingTable(
  columns: readonly Column[],
  example: readonly string[],
  output: Output,
): (rows: readonly Row[]) => string {
  let widest = example
  let isBegun = false
  return rows => {
    if (isBegun && rows.length === 0) return ''
    const full = rows.map(textsOf)
    widest = columns.map((_, index) => widestOf([widest, ...full].map(row => row[index] ?? '')))
    const {texts, ...layout} = layoutOf(columns, [widest, ...full], output)
    const head = isBegun ? [] : layout.shown.map(({column}) => output.paint.dim(column.title))
    isBegun = true
    return drawn({...layout, texts: texts.slice(1)}, rows, head)
  }
}

function textsOf(row: Row): string[] {
  return row.map(cell => terminalText(typeof cell === 'string' ? cell : cell.text))
}

function widestOf(texts: readonly string[]): string {
  return texts.reduce((widest, text) => (displayWidth(text) > displayWidth(widest) ? text : widest))
}

function drawn({shown, texts, widths}: Layout, rows: readonly Row[], head: readonly string[]): string {
  const drawing = new Table({
    chars: noLines,
    // The default style colours heads and borders even in a pipe and against NO_COLOR.
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': gap, compact: true},
    head: [...head],
    colAligns: shown.map(({column}) => column.align ?? 'left'),
    colWidths: widths.map(width => width + gap),
    wordWrap: false,
  })
  texts.forEach((row, rowIndex) => {
    const cells = row.map((text, at) => {
      const {column, index} = shown[at]!
      const cut = column.cutAt === 'start' ? truncateStart : truncateText
      return painted(rows[rowIndex]![index]!, cut(text, widths[at]!))
    })
    drawing.push(cells)
  })
  const lines = drawing.toString().split('\n')
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`
}

type Shown = {column: Column; index: number}
type Layout = {shown: readonly Shown[]; texts: readonly (readonly string[])[]; widths: readonly number[]}

/** What is shown, and how wide: as it is, else with shorter texts, else cut, else without the columns that matter least. */
function layoutOf(columns: readonly Column[], full: readonly (readonly string[])[], output: Output): Layout {
  let shown: readonly Shown[] = columns.map((column, index) => ({column, index}))
  const of = (textOf: (text: string, column: Column) => string): Layout => {
    const texts = full.map(row => shown.map(({column, index}) => textOf(row[index] ?? '', column)))
    const used = shown.map(({column}) => column)
    return {shown, texts, widths: fitWidths(used, naturalWidths(used, texts), output)}
  }
  const whole = of(text => text)
  if (!output.isTerminal) return whole
  const isWhole = excessOf(naturalWidths(columns, full), output) <= 0
  let layout = isWhole ? whole : of(shortened)
  while (excessOf(layout.widths, output) > 0) {
    const first = shown
      .filter(({column}) => column.dropRank !== undefined)
      .sort((a, b) => a.column.dropRank! - b.column.dropRank!)[0]
    if (!first) break
    shown = shown.filter(entry => entry !== first)
    layout = of(shortened)
  }
  return layout
}

function shortened(text: string, {shorten}: Column): string {
  return shorten ? shorten(text) : text
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
      .map((column, index) => ({
        index,
        isOpen: column.canShrink === true && widths[index]! > (column.least ?? narrowest),
      }))
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
