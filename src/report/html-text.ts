import {isOurs, sparingValues} from './intl-text.js'

/** Controls but tab and line breaks, bidirectional and invisible characters, halves of a pair. */
const hostile =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu

const hostileOrValue = sparingValues(hostile)

/** For element content and quoted attributes; characters that turn or hide text are shown as a replacement character. */
export function html(text: string): string {
  return text
    .replace(hostileOrValue, found => (isOurs(found) ? found : '\ufffd'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A column; numbers stand on the right, neither they nor dates are broken, and words get room on a phone. */
export type HtmlColumn = {title: string; holds?: 'number' | 'date' | 'words'}

const classOf = ({holds}: HtmlColumn) => (holds ? ` class="${holds}"` : '')

/** A row of cells in HTML; the cell at `header` names the row. */
export function htmlRow(columns: readonly HtmlColumn[], cells: readonly string[], header: number): string {
  const tags = cells.map((cell, index) => {
    if (index === header) return `<th scope="row">${cell}</th>`
    return `<td${classOf(columns[index]!)}>${cell}</td>`
  })
  return `<tr>${tags.join('')}</tr>\n`
}

type HtmlTable = {title: string; caption: string; columns: readonly HtmlColumn[]; id?: string}

/** A heading with a table that scrolls sideways on its own, by keyboard as well. */
export function htmlTableStart({title, caption, columns, id}: HtmlTable): string {
  const head = columns.map(column => `<th scope="col"${classOf(column)}>${column.title}</th>`)
  return (
    `<h2>${title}</h2>\n<section${id === undefined ? '' : ` id="${id}"`} class="wide" tabindex="0" aria-label="${title}"><table>\n` +
    `<caption>${caption}</caption>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n`
  )
}

export const htmlTableEnd = '</tbody>\n</table></section>\n'

/** A table with what is drawn of it: beside it where there is room, below it on a phone and on paper. */
export function htmlPart(table: string, chart: string): string {
  return chart === '' ? table : `<div class="part">\n${table}${htmlCharts(chart)}</div>\n`
}

/** Charts beside each other where there is room. */
export function htmlCharts(...drawn: readonly string[]): string {
  const parts = drawn.filter(part => part !== '')
  return parts.length === 0 ? '' : `<div class="charts">\n${parts.join('')}</div>\n`
}
