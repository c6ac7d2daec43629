import type {DigestCell, DigestPart} from './digest.js'
import type {MailBar} from './email-bars.js'
import {leftOutText, type MailColumns, mailColumns, nameHeading, textBelow} from './email-columns.js'
import {font, light} from './email-style.js'
import {html} from './html-text.js'
import type {Locale} from './intl-text.js'

type Table = Extract<DigestPart, {kind: 'table'}>
type List = Extract<DigestPart, {kind: 'list'}>

/** How many rows there is room for, and how the number of the others is written. */
export type MailRows = {rows: number; locale: Locale}

/** A deal with a thousand findings leaves room for the others. */
const longestCell = 300

export function mailHtml(text: string, most = longestCell): string {
  const characters = [...text.slice(0, 2 * most)]
  return html(characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`)
}

const cell = `${font};font-size:14px;line-height:20px;vertical-align:top;padding:6px 0`
const ruled = `border-bottom:1px solid ${light.line}`

/** Its first `rows` rows, under its heading. */
export function tableHtml(table: Table, bars: readonly MailBar[], {rows, locale}: MailRows): string {
  const columns = mailColumns(table)
  const head = columns.shown.map(place => headHtml(table, columns, place))
  const shown = table.rows.slice(0, rows)
  const more = leftOutText(table.more, table.rows.length - shown.length, locale)
  const body = shown.map((row, index) => rowHtml(row, columns, bars[index]))
  return (
    `${headingHtml(table.heading)}<table width="100%" cellpadding="0" cellspacing="0" border="0" aria-label="${mailHtml(table.heading)}" style="border-collapse:collapse;width:100%">` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('')}</tbody></table>\n${moreHtml(more)}`
  )
}

const headStyle = `${font};font-size:12px;line-height:16px;font-weight:normal;vertical-align:bottom;color:${light.muted};padding:4px 0;${ruled}`

/** A column of numbers is as narrow as they are, its heading in lines below each other. */
function headHtml(table: Table, columns: MailColumns, place: number): string {
  if (place === columns.name)
    return `<th scope="col" align="left" class="mu bd" style="${headStyle};padding-left:${indentOf(columns)}">${mailHtml(nameHeading(table, columns))}</th>`
  const {name} = table.columns[place]!
  return `<th scope="col" align="right" width="${name.length > 12 ? 90 : '1%'}" class="mu bd num" style="${headStyle};padding-left:12px">${wholeDates(mailHtml(name))}</th>`
}

function wholeDates(words: string): string {
  return words.replace(/\d{4}-\d\d-\d\d/g, date => `<span style="white-space:nowrap">${date}</span>`)
}

function rowHtml(row: readonly DigestCell[], columns: MailColumns, bar: MailBar | undefined): string {
  const cells = columns.shown.map(place => {
    if (place === columns.name) return nameHtml(row, columns, bar)
    return `<td align="right" class="tx bd num" style="${cell};padding-left:12px;white-space:nowrap;color:${light.text};${ruled}">${mailHtml(row[place]!.text)}</td>`
  })
  return `<tr>${cells.join('')}</tr>\n`
}

function nameHtml(row: readonly DigestCell[], columns: MailColumns, bar: MailBar | undefined): string {
  const below = textBelow(row, columns)
  const words =
    below === ''
      ? ''
      : `<div class="mu" style="font-size:13px;line-height:18px;color:${light.muted}">${mailHtml(below)}</div>`
  return `<th scope="row" align="left" class="tx bd" style="${cell};padding-left:${indentOf(columns)};font-weight:normal;color:${light.text};word-break:break-word;${ruled}">${linked(row[columns.name]!)}${bar ? barHtml(bar) : ''}${words}</th>`
}

/** Room between the name and numbers before it. */
function indentOf({shown, name}: MailColumns): string {
  return shown[0] === name ? '0' : '12px'
}

function linked({text, url}: DigestCell): string {
  const shown = mailHtml(text)
  if (!url || url.length > 2000 || !/^https:\/\//i.test(url)) return shown
  return `<a href="${html(url)}" class="ln" style="color:${light.link}">${shown}</a>`
}

/** Three cells: what is before the bar, the bar, what is behind it. Only for the eye: its number is in the row. */
function barHtml({from, to, color}: MailBar): string {
  if (to <= from) return ''
  const part = (share: number, background: string) =>
    share <= 0
      ? ''
      : `<td width="${share}%"${background === '' ? '' : ` bgcolor="${background}"`} style="${background === '' ? '' : `background:${background};`}font-size:6px;line-height:6px;height:6px">&nbsp;</td>`
  return (
    '<table role="presentation" aria-hidden="true" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;margin:3px 0"><tr>' +
    `${part(from, '')}${part(to - from, color)}${part(100 - to, '')}</tr></table>`
  )
}

/** Its first `rows` items, under its heading. */
export function listHtml({heading, items}: List, {rows, locale}: MailRows): string {
  const shown = items.slice(0, rows)
  const lines = shown.map(
    item =>
      `<li class="tx" style="${font};font-size:14px;line-height:20px;margin:0 0 4px;color:${light.text};word-break:break-word">${mailHtml(item)}</li>\n`,
  )
  return `${headingHtml(heading)}<ul style="margin:0;padding:0 0 0 20px">\n${lines.join('')}</ul>\n${moreHtml(leftOutText(null, items.length - shown.length, locale))}`
}

function headingHtml(heading: string): string {
  return `<h2 class="tx" style="${font};font-size:17px;line-height:22px;margin:24px 0 6px;color:${light.text}">${mailHtml(heading)}</h2>\n`
}

function moreHtml(more: string | null): string {
  return more === null
    ? ''
    : `<p class="mu" style="${font};font-size:13px;line-height:18px;margin:6px 0 0;color:${light.muted}">${mailHtml(more)}</p>\n`
}
