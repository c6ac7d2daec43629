import {count} from './amounts.js'
import type {Digest, DigestPart} from './digest.js'
import type {Locale} from './intl-text.js'

/** How long lists may be, one try after the other. */
const lengths = [30, 20, 15, 12, 10, 8, 6, 5, 4, 3] as const

type Format<Message> = {render(digest: Digest): Message; fits(message: Message): boolean}

/** The first message that fits: the lists get shorter first, then the last parts go. What is left out is told. */
export function fittedMessage<Message>(digest: Digest, {render, fits}: Format<Message>): Message {
  let message = render(digest)
  for (const smaller of smallerOnes(digest)) {
    if (fits(message)) return message
    message = render(smaller)
  }
  return message
}

function* smallerOnes(digest: Digest): Iterable<Digest> {
  const longest = Math.max(0, ...digest.parts.map(rowsOf))
  for (const most of lengths)
    if (most < longest) yield {...digest, parts: digest.parts.map(part => cutPart(part, most, digest.locale))}
  const shortest = digest.parts.map(part => cutPart(part, lengths.at(-1)!, digest.locale))
  for (let kept = shortest.length - 1; kept >= 0; kept--) {
    const gone = shortest.slice(kept).map(({heading}) => `"${heading}"`)
    const footer = `Left out to keep this short: ${gone.join(', ')}. ${digest.footer}`
    yield {...digest, parts: shortest.slice(0, kept), footer}
  }
}

function rowsOf(part: DigestPart): number {
  return part.kind === 'table' ? part.rows.length : part.items.length
}

function cutPart(part: DigestPart, most: number, locale: Locale): DigestPart {
  const left = rowsOf(part) - most
  if (left <= 0) return part
  const more = `+ ${count(left, locale)} more`
  if (part.kind === 'list') return {...part, items: [...part.items.slice(0, most), more]}
  return {
    ...part,
    rows: part.rows.slice(0, most),
    more: part.more === null ? more : `${more}, and ${part.more}`,
  }
}
