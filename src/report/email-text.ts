import type {Picture} from './charts/trend-picture.js'
import type {Digest, DigestCell, DigestPart} from './digest.js'
import {leftOutText, type MailColumns, mailColumns, nameHeading, textBelow} from './email-columns.js'
import {displayWidth, padText, terminalText, truncateText, wrapText} from './escape.js'
import type {Locale} from './intl-text.js'

type Table = Extract<DigestPart, {kind: 'table'}>

/** RFC 5322 asks for at most 78; a reader's quotation marks take two. */
const width = 76

/** What a name keeps, however wide the numbers are. */
const leastName = 16

/** The digest for who reads plain text: it needs neither the HTML nor a picture. Addresses of records alone may be longer than a line. */
export function emailText(digest: Digest, trend: Pick<Picture, 'words'> | null): string {
  const {title, score, lines, intro, parts, footer, locale} = digest
  const paragraphs = [
    [
      ...paragraph(title),
      ...paragraph(`Score: ${score}`),
      ...lines.flatMap(paragraph),
      ...(trend ? paragraph(trend.words) : []),
    ],
    ...(intro === null ? [] : [intro.split(/\r?\n/).flatMap(paragraph)]),
    ...parts.map(part => [
      ...headingLines(part.heading),
      ...(part.kind === 'list' ? itemLines(part.items) : tableLines(part, locale)),
    ]),
    ['-- ', ...paragraph(footer)],
  ]
  return `${paragraphs.map(each => each.join('\n')).join('\n\n')}\n`
}

function paragraph(text: string): string[] {
  return wrapText(terminalText(text), width, {first: '', next: ''})
}

function headingLines(heading: string): string[] {
  const shown = truncateText(terminalText(heading), width)
  return [shown, '-'.repeat(displayWidth(shown))]
}

function itemLines(items: readonly string[]): string[] {
  return items.flatMap(item => wrapText(terminalText(item), width, {first: '- ', next: '  '}))
}

function tableLines(table: Table, locale: Locale): string[] {
  const columns = mailColumns(table)
  const names = table.columns.map(({name}, place) =>
    place === columns.name ? nameHeading(table, columns) : name,
  )
  const rows = [names, ...table.rows.map(row => row.map(({text}) => terminalText(text)))]
  const widths = widthsOf(rows, columns)
  const [head, ...body] = rows.map(row => lineOf(row, columns, widths))
  const more = leftOutText(table.more, 0, locale)
  return [
    head!,
    ...body.flatMap((line, index) => [line, ...belowLines(table.rows[index]!, columns, widths)]),
    ...(more === null ? [] : paragraph(more)),
  ]
}

/** Of each column, by its place: numbers whole, the name in what they leave. */
function widthsOf(
  rows: readonly (readonly string[])[],
  {shown, name}: MailColumns,
): ReadonlyMap<number, number> {
  const longest = (place: number) => Math.max(...rows.map(row => displayWidth(row[place]!)))
  const numbers = shown.filter(place => place !== name)
  const taken = numbers.reduce((sum, place) => sum + longest(place) + 2, 0)
  const room = Math.max(leastName, width - taken)
  return new Map(
    shown.map(place => [place, place === name ? Math.min(room, longest(place)) : longest(place)]),
  )
}

function lineOf(
  row: readonly string[],
  {shown, name}: MailColumns,
  widths: ReadonlyMap<number, number>,
): string {
  return shown
    .map(place => {
      const room = widths.get(place)!
      return place === name
        ? padText(truncateText(row[place]!, room), room)
        : padText(row[place]!, room, 'right')
    })
    .join('  ')
    .trimEnd()
}

function belowLines(
  row: readonly DigestCell[],
  columns: MailColumns,
  widths: ReadonlyMap<number, number>,
): string[] {
  const before = columns.shown.slice(0, columns.shown.indexOf(columns.name))
  const indent = ' '.repeat(before.reduce((sum, place) => sum + widths.get(place)! + 2, 0))
  const texts = wrapText(terminalText(textBelow(row, columns)), width, {first: indent, next: indent})
  const {url} = row[columns.name]!
  return url && /^https:\/\//i.test(url) ? [...texts, `${indent}${terminalText(url)}`] : texts
}
