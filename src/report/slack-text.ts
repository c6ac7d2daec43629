import {cutText, startOf} from './cut-text.js'
import {terminalText} from './escape.js'
import {webLink} from './web-link.js'

/** Where Slack would make bold, italic, struck out or code of them: inside of a word only the last. */
const markup = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|`/gu

/** There is no escape for these: they are shown by signs that look like them. */
const plainSigns: Readonly<Record<string, string>> = {'*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ'}

/** Encoded; a section has room for little more. */
const longestTarget = 1200

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'}

/** For a text object of the type `mrkdwn` and for the text of a message: at most `most` signs that mention and format nothing. */
export function mrkdwn(text: string, most: number): string {
  const plain = terminalText(startOf(text, most)).replace(markup, sign => plainSigns[sign]!)
  return cutText(plain, most, part => part.replace(/[&<>]/g, sign => entities[sign]!))
}

/** A link to a record, or its text alone where there is nothing to link to. */
export function mrkdwnLink({text, url}: {text: string; url?: string | null}, most: number): string {
  const link = webLink(url)
  const label = mrkdwn(text, most)
  if (link === null || label === '') return label
  const target = link
    .replaceAll('|', '%7C')
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('&', '&amp;')
  return target.length > longestTarget ? label : `<${target}|${label}>`
}
