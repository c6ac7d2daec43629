import {count} from './amounts.js'
import {plainText} from './cut-text.js'
import type {Digest, DigestCell, DigestPart} from './digest.js'
import {slackLimits} from './slack-limits.js'
import {webLink} from './web-link.js'

// Charts and tables that Slack draws itself. Not every workspace and client has them: each message has another form beside it.

export type SlackBlock = Readonly<Record<string, unknown>>
type Table = Extract<DigestPart, {kind: 'table'}>

/** Rows that are shown without turning a page. */
const pageSize = 10
const longestCell = 300

export function trendChart({scores, locale}: Pick<Digest, 'scores' | 'locale'>): SlackBlock | null {
  const shown = scores.slice(-slackLimits.chartPoints)
  const points = shown.flatMap((score, index) => {
    const back = shown.length - 1 - index
    return score === null
      ? []
      : [{label: back === 0 ? 'now' : `${count(back, locale)} before`, value: Math.round(score * 10) / 10}]
  })
  return points.length < 2 ? null : chart('line', {title: 'Score of the last reviews', name: 'Score', points})
}

/** Bars of the points that each rule costs, from the table of rules; null where there is nothing to compare. */
export function lossChart({columns, rows}: Table): SlackBlock | null {
  const name = columns.findIndex(({name}) => name === 'Rule')
  const points = rows
    .slice(0, slackLimits.chartPoints)
    .map(row => ({
      label: plainText(row[name]?.text ?? '', slackLimits.chartLabel),
      value: row[0]?.value ?? Number(row[0]?.text),
    }))
    .filter(({value}) => value > 0)
  const isTwice = new Set(points.map(({label}) => label)).size < points.length
  if (points.length < 2 || isTwice) return null
  return chart('bar', {title: 'Points lost by rule', name: 'Points', points})
}

type Chart = {title: string; name: string; points: readonly {label: string; value: number}[]}

function chart(type: 'line' | 'bar', {title, name, points}: Chart): SlackBlock {
  return {
    type: 'data_visualization',
    title,
    chart: {
      type,
      series: [{name, data: points}],
      axis_config: {categories: points.map(({label}) => label), y_label: name},
    },
  }
}

/** One that can be sorted; the steps of a waterfall mean nothing in another order, so theirs cannot. */
export function nativeTable(part: Table): SlackBlock {
  return part.section === 'waterfall' ? fixedTable(part) : dataTable(part)
}

function fixedTable({columns, rows}: Table): SlackBlock {
  return {
    type: 'table',
    column_settings: columns.map(({isNumber}) => ({align: isNumber ? 'right' : 'left', is_wrapped: true})),
    rows: [header(columns), ...rows.slice(0, slackLimits.tableRows - 1).map(row => row.map(rawCell))],
  }
}

const plainNumber = /^-?\d+(\.\d+)?$/

function dataTable({heading, columns, rows}: Table): SlackBlock {
  const shown = rows.slice(0, slackLimits.dataTableRows - 1)
  // Numbers sort as numbers, where all of a column are plain ones.
  const isPlain = columns.map((_, index) =>
    shown.every(row => row[index] && (row[index].value !== undefined || plainNumber.test(row[index].text))),
  )
  return {
    type: 'data_table',
    caption: plainText(heading, longestCell),
    page_size: pageSize,
    row_header_column_index: Math.max(
      0,
      columns.findIndex(({isNumber}) => !isNumber),
    ),
    rows: [
      header(columns),
      ...shown.map(row => row.map((cell, index) => (isPlain[index] ? numberCell(cell) : textCell(cell)))),
    ],
  }
}

function header(columns: Table['columns']): SlackBlock[] {
  return columns.map(({name}) => rawCell({text: name}))
}

function rawCell({text}: DigestCell): SlackBlock {
  return {type: 'raw_text', text: plainText(text, longestCell)}
}

function numberCell({text, value}: DigestCell): SlackBlock {
  return {type: 'raw_number', value: value ?? Number(text), text}
}

function textCell(cell: DigestCell): SlackBlock {
  const url = webLink(cell.url)
  if (url === null) return rawCell(cell)
  const link = {type: 'link', url, text: plainText(cell.text, longestCell)}
  return {type: 'rich_text', elements: [{type: 'rich_text_section', elements: [link]}]}
}
