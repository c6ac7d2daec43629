// What an Adaptive Card of version 1.4 may hold, as far as the program uses it: adaptivecards.io/explorer.

type Json = Readonly<Record<string, unknown>>

const words: Readonly<Record<string, readonly unknown[]>> = {
  weight: ['Default', 'Lighter', 'Bolder'],
  size: ['Default', 'Small', 'Medium', 'Large', 'ExtraLarge'],
  spacing: ['None', 'Small', 'Default', 'Medium', 'Large'],
  horizontalAlignment: ['Left', 'Center', 'Right'],
  style: ['default', 'emphasis', 'good', 'attention', 'warning', 'accent'],
  separator: [true, false],
  bleed: [true, false],
  isSubtle: [true, false],
}

const placed = ['separator', 'spacing']
const fields: Readonly<Record<string, readonly string[]>> = {
  Container: ['items', 'style', 'bleed', ...placed],
  ColumnSet: ['columns', ...placed],
  Column: ['items', 'width', ...placed],
  RichTextBlock: ['inlines', 'horizontalAlignment', ...placed],
  TextRun: ['text', 'weight', 'size', 'isSubtle', 'selectAction'],
  'Action.OpenUrl': ['url'],
}

/** What may stand in which list. */
const children: Readonly<Record<string, readonly string[]>> = {
  body: ['Container', 'ColumnSet', 'RichTextBlock'],
  items: ['RichTextBlock'],
  columns: ['Column'],
  inlines: ['TextRun'],
  selectAction: ['Action.OpenUrl'],
}

/** What is wrong with a message for the webhook of a Teams workflow, one text for each mistake. */
export function teamsProblems(message: Json): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(message))
  const {type, attachments, ...others} = message
  const [attachment, ...more] = attachments as Json[]
  const {content, ...around} = attachment!
  const {body, fallbackText, ...card} = content as Json
  const expected = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: {width: 'Full'},
  }
  const same = (given: unknown, wanted: unknown, at: string) =>
    JSON.stringify(given) === JSON.stringify(wanted) ? [] : [`${at} is ${JSON.stringify(given)}`]
  return [
    ...(bytes > 20_000 ? [`${bytes} bytes`] : []),
    ...same([type, more, others], ['message', [], {}], 'message'),
    ...same(around, {contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null}, 'attachment'),
    ...same(Object.entries(card).sort(), Object.entries(expected).sort(), 'card'),
    ...textProblems(fallbackText, 'fallbackText'),
    ...listProblems(body, 'body', 'card'),
  ]
}

function listProblems(list: unknown, name: string, at: string): string[] {
  const all = name === 'selectAction' ? [list] : list
  if (!Array.isArray(all) || all.length === 0) return [`${at}.${name} is no list, or empty`]
  return all.flatMap((one: Json | string, index) => {
    const where = `${at}.${name}[${index}]`
    if (name === 'inlines' && typeof one === 'string') return textProblems(one, where)
    if (!children[name]!.includes(typeOf(one))) return [`${where} is a ${typeOf(one)}`]
    return elementProblems(one as Json, where)
  })
}

function typeOf(one: Json | string): string {
  return typeof one === 'string' ? 'text' : String(one.type)
}

function elementProblems({type, ...given}: Json, at: string): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (!fields[String(type)]!.includes(name)) return [`${at} has "${name}"`]
    if (Object.hasOwn(children, name)) return listProblems(value, name, at)
    if (name === 'text') return textProblems(value, at)
    if (name === 'url') return /^https?:\/\//.test(String(value)) ? [] : [`${at} links ${value}`]
    if (name === 'width') return Number.isInteger(value) ? [] : [`${at} is ${value} wide`]
    return words[name]!.includes(value) ? [] : [`${at}.${name} is ${value}`]
  })
}

function textProblems(text: unknown, at: string): string[] {
  return typeof text === 'string' && text !== '' && !/[\n\r\u202e\ud800-\udfff]/u.test(text)
    ? []
    : [`${at} has the text ${JSON.stringify(text)}`]
}
