import {createHash, timingSafeEqual} from 'node:crypto'

/** Whether two secrets are the same; how long it takes tells nothing about them. */
export function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
