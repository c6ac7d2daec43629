import {html} from '../html-text.js'

/*
 * Charts are drawn where the report is made: the same picture on a page, on paper and in a mail. Their colours are classes, so that a
 * page can have them in light and dark. What they say is in a table beside them too.
 */

/** A length or place in pixels, to a hundredth. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100)
}

type Size = {width: number; height: number}

/** `title` is what a screen reader says instead of the picture. */
export function svg({width, height}: Size, title: string, parts: readonly string[]): string {
  return (
    `<svg class="chart" role="img" aria-label="${html(title)}" viewBox="0 0 ${px(width)} ${px(height)}" ` +
    `width="${px(width)}" height="${px(height)}" xmlns="http://www.w3.org/2000/svg">${parts.join('')}</svg>\n`
  )
}

type TextPlace = {x: number; y: number; anchor?: 'start' | 'middle' | 'end'; className?: string}

export function svgText(text: string, {x, y, anchor = 'start', className}: TextPlace): string {
  const as = className === undefined ? '' : ` class="${className}"`
  const at = anchor === 'start' ? '' : ` text-anchor="${anchor}"`
  return `<text x="${px(x)}" y="${px(y)}"${at}${as}>${html(text)}</text>`
}

type Box = {x: number; y: number; width: number; height: number}

export function svgRect({x, y, width, height}: Box, className: string): string {
  return `<rect class="${className}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"/>`
}

export function svgLine(from: {x: number; y: number}, to: {x: number; y: number}, className: string): string {
  return `<line class="${className}" x1="${px(from.x)}" y1="${px(from.y)}" x2="${px(to.x)}" y2="${px(to.y)}"/>`
}

/** No longer than the room for a label allows; whole characters, also those of two code units. */
export function shortened(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}
