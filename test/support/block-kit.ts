// What Slack refuses a message over, written down apart from what the program knows of it: docs.slack.dev, Block Kit.

type Json = Readonly<Record<string, unknown>>
type Check = (value: unknown, at: string) => string[]

const text =
  (most: number): Check =>
  (value, at) => {
    if (typeof value !== 'string') return [`${at} is no text`]
    if (value.length < 1 || value.length > most)
      return [`${at} has ${value.length} characters of 1 to ${most}`]
    return []
  }

const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value, at) =>
    allowed.includes(value) ? [] : [`${at} is ${JSON.stringify(value)}`]

const wholeNumber =
  (least: number, most: number): Check =>
  (value, at) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? [] : [`${at} is ${value}`]

const finite: Check = (value, at) => (Number.isFinite(value) ? [] : [`${at} is ${value}`])

const list =
  (least: number, most: number, item: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return [`${at} is no list`]
    const length = value.length < least || value.length > most ? [`${at} has ${value.length} entries`] : []
    return [...length, ...value.flatMap((one, index) => item(one, `${at}[${index}]`))]
  }

/** Fields whose name ends in `?` may be missing; any other field than these is a mistake. */
const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null) return [`${at} is no object`]
    const given = value as Json
    const names = Object.keys(fields).map(name => name.replace('?', ''))
    const unknown = Object.keys(given).filter(name => !names.includes(name))
    return [
      ...unknown.map(name => `${at}.${name} is not known`),
      ...Object.entries(fields).flatMap(([field, check]) => {
        const name = field.replace('?', '')
        if (given[name] === undefined) return field.endsWith('?') ? [] : [`${at}.${name} is missing`]
        return check(given[name], `${at}.${name}`)
      }),
    ]
  }

const byType =
  (kinds: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check =>
  (value, at) => {
    const type = (value as Json | null)?.type
    if (typeof type !== 'string' || !Object.hasOwn(kinds, type))
      return [`${at} has the type ${JSON.stringify(type)}`]
    return object({type: oneOf(type), ...kinds[type]})(value, at)
  }

/** `&`, `<` and `>` stand for nothing but an entity and a link that is given a name. */
const mrkdwnText =
  (most: number): Check =>
  (value, at) => {
    const tooLong = text(most)(value, at)
    if (tooLong.length > 0) return tooLong
    const bare = String(value).replace(/<https?:\/\/[^<>|\s]+\|[^<>]+>/g, link => link.slice(1, -1))
    const wrong = /[<>]|&(?!(amp|lt|gt);)/.exec(bare)
    return wrong ? [`${at} has "${bare.slice(wrong.index, wrong.index + 20)}" unescaped`] : []
  }

const plainObject = (most: number) =>
  object({type: oneOf('plain_text'), text: text(most), 'emoji?': oneOf(false)})
const textObject = (most: number) =>
  byType({
    plain_text: {text: text(most), 'emoji?': oneOf(false)},
    mrkdwn: {text: mrkdwnText(most), 'verbatim?': oneOf(true)},
  })

const rawText = {text: text(2000)}
const rawNumber = {value: finite, text: text(2000)}
const richText = {
  elements: list(
    1,
    100,
    byType({
      rich_text_section: {
        elements: list(
          1,
          100,
          byType({
            text: {text: text(3000)},
            link: {
              url: (value, at) =>
                /^https?:\/\//.test(String(value)) ? text(3000)(value, at) : [`${at} is ${value}`],
              text: text(3000),
            },
          }),
        ),
      },
    }),
  ),
}
const cell = byType({raw_text: rawText, raw_number: rawNumber, rich_text: richText})

const points = list(1, 20, object({label: text(20), value: finite}))
const xyChart = {
  series: list(1, 6, object({name: text(20), data: points})),
  axis_config: object({categories: list(1, 20, text(20)), 'x_label?': text(50), 'y_label?': text(50)}),
}

const block = byType({
  header: {text: plainObject(150)},
  section: {'text?': textObject(3000), 'fields?': list(1, 10, textObject(2000))},
  context: {elements: list(1, 10, textObject(2000))},
  divider: {},
  table: {
    rows: list(1, 100, list(1, 20, byType({raw_text: rawText, rich_text: richText}))),
    'column_settings?': list(
      1,
      20,
      object({'align?': oneOf('left', 'center', 'right'), 'is_wrapped?': oneOf(true, false)}),
    ),
  },
  data_table: {
    caption: text(2000),
    'page_size?': wholeNumber(1, 100),
    'row_header_column_index?': wholeNumber(0, 19),
    rows: list(2, 101, list(1, 20, cell)),
  },
  data_visualization: {
    title: text(50),
    chart: byType({line: xyChart, bar: xyChart, area: xyChart}),
  },
})

/** What is wrong with a message for Slack, one text for each mistake. */
export function blockKitProblems(message: {text: string; blocks: readonly Json[]}): string[] {
  const {blocks} = message
  return [
    ...object({text: mrkdwnText(40_000), blocks: list(1, 50, block)})(message, 'message'),
    ...blocks.flatMap(tableProblems),
    ...blocks.flatMap(chartProblems),
    ...atMost('charts', blocks.filter(({type}) => type === 'data_visualization').length, 2),
    ...atMost('plain tables', blocks.filter(({type}) => type === 'table').length, 1),
    ...atMost('characters in cells', textsIn(blocks.flatMap(({rows}) => rows ?? [])).join('').length, 10_000),
    ...atMost('characters in all', JSON.stringify(blocks).length, 12_000),
  ]
}

function atMost(what: string, found: number, most: number): string[] {
  return found > most ? [`${found} ${what}, over ${most}`] : []
}

function tableProblems({type, rows}: Json, index: number): string[] {
  if (type !== 'table' && type !== 'data_table') return []
  const lengths = new Set((rows as Json[][]).map(row => row.length))
  const head = (rows as Json[][])[0]!.some(one => one.type !== 'raw_text')
  return [
    ...(lengths.size > 1 ? [`table ${index} has rows of ${[...lengths]} cells`] : []),
    ...(head ? [`table ${index} has a head of other than raw_text`] : []),
  ]
}

function chartProblems({type, chart}: Json, index: number): string[] {
  if (type !== 'data_visualization') return []
  const {series, axis_config: axis} = chart as {
    series: {data: {label: string}[]}[]
    axis_config: {categories: string[]}
  }
  const isTwice = new Set(axis.categories).size < axis.categories.length
  const isOther = series.some(({data}) => String(data.map(({label}) => label)) !== String(axis.categories))
  return [
    ...(isTwice ? [`chart ${index} has a category twice`] : []),
    ...(isOther ? [`chart ${index} has labels that are no categories`] : []),
  ]
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => (name === 'text' ? [String(one)] : textsIn(one)))
}
