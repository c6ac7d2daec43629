import {createHash} from 'node:crypto'
import {htmlScript} from './html-script.js'
import {htmlStyle} from './html-style.js'
import {html} from './html-text.js'
import {type Locale, languageAttributes} from './intl-text.js'

/** Nothing is loaded, and no style or script runs but those of the page: what a deal is called can be anything. */
const policy = `default-src 'none'; style-src '${hashOf(htmlStyle)}'; script-src '${hashOf(htmlScript)}'; base-uri 'none'; form-action 'none'`

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

export function htmlHead(title: string, locale: Locale): string {
  return (
    `<!doctype html>\n<html ${languageAttributes(locale)}>\n<head>\n<meta charset="utf-8">\n` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n` +
    `<title>${html(title)}</title>\n<style>${htmlStyle}</style>\n</head>\n<body>\n<main>\n`
  )
}

export const htmlEnd = `</main>\n<script>${htmlScript}</script>\n</body>\n</html>\n`
