import {plainText} from './cut-text.js'
import type {Digest, DigestCell, DigestPart} from './digest.js'
import {fittedMessage} from './fit-digest.js'
import {sparkline} from './sparkline.js'
import {webLink} from './web-link.js'

// An Adaptive Card. Texts stand in RichTextBlocks: other than in a TextBlock, no client reads Markdown in them, so there is nothing to
// escape, which clients do in different ways.

export type CardElement = Readonly<Record<string, unknown>>
type Table = Extract<DigestPart, {kind: 'table'}>

/** Of the whole message as JSON. 28 kB is what Microsoft writes down; from 21 kB on messages were seen to get lost. */
const mostBytes = 20_000
/** Kept free for the mark of a repeat. */
const repeatBytes = 400

const longest = {title: 150, line: 300, intro: 800, item: 300, cell: 200, heading: 150, footer: 500} as const
/** A column with a longer text than that gets a line of its own below each row, unless it names the deal. */
const widestCell = 40
const trendLength = 20

const bandStyles = {green: 'good', yellow: 'warning', red: 'attention'} as const

type Style = {
  weight?: 'Bolder'
  size?: 'Large' | 'Medium' | 'Small'
  isSubtle?: true
  selectAction?: CardElement
}

/** What is posted to the webhook of a workflow. */
export function teamsMessage(digest: Digest): CardElement {
  return fittedMessage(digest, {
    render: smaller => messageOf(bodyOf(smaller), fallbackText(smaller)),
    fits: message => Buffer.byteLength(JSON.stringify(message)) <= mostBytes - repeatBytes,
  })
}

/** The same for recipients who may have it already. */
export function asRepeatedCard(message: CardElement): CardElement {
  const [attachment] = message.attachments as {content: {body: CardElement[]; fallbackText: string}}[]
  const {body, fallbackText} = attachment!.content
  const mark = 'Possible repeat: an earlier attempt to send this may have arrived.'
  return messageOf(
    [textBlock(mark, {size: 'Small', isSubtle: true}), ...body],
    `Possible repeat. ${fallbackText}`,
  )
}

function messageOf(body: readonly CardElement[], fallbackText: string): CardElement {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    // Teams on phones draws no later version.
    version: '1.4',
    fallbackText,
    msteams: {width: 'Full'},
    body,
  }
  const contentType = 'application/vnd.microsoft.card.adaptive'
  return {type: 'message', attachments: [{contentType, contentUrl: null, content}]}
}

function fallbackText({title, score}: Digest): string {
  return plainText(`${title}: ${score}`, longest.line)
}

function bodyOf({title, score, band, lines, intro, scores, parts, footer}: Digest): CardElement[] {
  const head = [
    textBlock(plainText(title, longest.title), {size: 'Large', weight: 'Bolder'}),
    textBlock(plainText(score, longest.line), {size: 'Medium', weight: 'Bolder'}),
  ]
  return [
    {type: 'Container', bleed: true, ...(band !== null && {style: bandStyles[band]}), items: head},
    ...(intro ? [textBlock(plainText(intro, longest.intro))] : []),
    ...[...lines, ...trendLine(scores)].slice(0, 8).map(line => textBlock(plainText(line, longest.line))),
    ...parts.flatMap(part => (part.kind === 'table' ? tablePart(part) : listPart(part))),
    {...textBlock(plainText(footer, longest.footer), {size: 'Small', isSubtle: true}), separator: true},
  ]
}

function trendLine(scores: Digest['scores']): string[] {
  const shown = scores.slice(-trendLength).map(value => ({value}))
  const known = shown.filter(({value}) => value !== null)
  return known.length < 2 ? [] : [`Last reviews: ${sparkline(shown, {least: 0, most: 100})}`]
}

function headingOf({heading}: DigestPart): CardElement {
  const style = {size: 'Medium', weight: 'Bolder'} as const
  return {...textBlock(plainText(heading, longest.heading), style), separator: true, spacing: 'Large'}
}

function listPart(part: Extract<DigestPart, {kind: 'list'}>): CardElement[] {
  return [headingOf(part), ...part.items.map(item => textBlock(`• ${plainText(item, longest.item)}`))]
}

function tablePart(part: Table): CardElement[] {
  const {columns, rows, more} = part
  const isWide = columns.map((_, index) =>
    rows.some(row => row[index]!.text.length > widestCell && !row[index]!.url),
  )
  // A table of nothing but long texts has them as its columns.
  const narrow = columns.flatMap((_, index) => (isWide[index] && isWide.includes(false) ? [] : [index]))
  const names = columns.map(({name}) => ({text: name}))
  const below = columns.flatMap((_, index) => (narrow.includes(index) ? [] : [index]))
  return [
    headingOf(part),
    lineOf({cells: names, columns, shown: narrow}, {weight: 'Bolder', size: 'Small'}),
    ...rows.flatMap(cells => [
      lineOf({cells, columns, shown: narrow}, {}),
      ...below.map(index => ({
        ...cellBlock(cells[index]!, {size: 'Small', isSubtle: true}),
        spacing: 'None',
      })),
    ]),
    ...(more === null ? [] : [textBlock(plainText(more, longest.item), {size: 'Small', isSubtle: true})]),
  ]
}

type Line = {cells: readonly DigestCell[]; columns: Table['columns']; shown: readonly number[]}

/** Columns of every line have the same widths, so that they stand below each other. */
function lineOf({cells, columns, shown}: Line, style: Style): CardElement {
  return {
    type: 'ColumnSet',
    columns: shown.map(index => ({
      type: 'Column',
      width: columns[index]!.isNumber ? 1 : 2,
      items: [cellBlock(cells[index]!, style)],
    })),
  }
}

function cellBlock({text, url}: DigestCell, style: Style): CardElement {
  const link = webLink(url)
  const shown = plainText(text, longest.cell)
  return textBlock(shown, {
    ...style,
    ...(link !== null && {selectAction: {type: 'Action.OpenUrl', url: link}}),
  })
}

/** A run without a style is written as its text alone: that is a third of a table. */
function textBlock(text: string, style: Style = {}): CardElement {
  const isPlain = Object.keys(style).length === 0
  return {type: 'RichTextBlock', inlines: [isPlain ? text : {type: 'TextRun', text, ...style}]}
}
