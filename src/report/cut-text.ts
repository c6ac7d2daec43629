import {terminalText} from './escape.js'

/**
 * For places where a text is shown as it comes: at most `most` UTF-16 units, nothing that hides or turns it, no line breaks, and never
 * empty, which Slack and Teams refuse.
 */
export function plainText(text: string, most: number): string {
  return cutText(terminalText(startOf(text, most)), most, part => part) || '-'
}

/** All that can be shown of it: nothing gets shorter than by half, and names may be a book. */
export function startOf(text: string, most: number): string {
  return text.slice(0, 2 * most + 2)
}

/** At most `most` UTF-16 units once it is encoded, never a part of a character or of an entity. */
export function cutText(text: string, most: number, encode: (part: string) => string): string {
  const whole = encode(text)
  if (whole.length <= most) return whole
  let cut = ''
  for (const character of text) {
    const next = encode(character)
    if (cut.length + next.length > most - 1) break
    cut += next
  }
  return `${cut.trimEnd()}…`
}
