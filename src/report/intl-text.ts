/** How dates and numbers are written, as Intl knows it; null for dates as `2026-11-16` and numbers as in English. */
export type Locale = string | null

/** A value of ours in letters or digits that turn text around: closed, short, with no other control in it. */
const isolated = /\u2068(?=[^\u2068\u2069]*[\u0590-\u08ff])[^\p{C}\p{Zl}\p{Zp}]{1,80}\u2069/u

/** `hostile` as it finds characters in text from outside, but not those around a value of ours, which `isOurs` tells apart. */
export function sparingValues(hostile: RegExp): RegExp {
  return new RegExp(`${isolated.source}|${hostile.source}`, 'gu')
}

/** Whether what `sparingValues` found is to stay: a single hostile character is never longer than two units. */
export function isOurs(found: string): boolean {
  return found.length > 2
}

const turning = /[\u0590-\u08ff]/

/**
 * What Intl wrote, for amid English words: without its marks of direction, and in letters or digits from right to left between isolates, so
 * that the words around it stay where they are. The narrow space, which few fonts of even width have, becomes a plain no-break one.
 */
export function intlText(written: string): string {
  const plain = written.replace(/[\u200e\u200f\u061c]/g, '').replaceAll('\u202f', '\u00a0')
  return turning.test(plain) ? `\u2068${plain}\u2069` : plain
}

/** For a place that takes nothing invisible, as the subject of a mail. */
export function withoutIsolates(text: string): string {
  return text.replace(/[\u2068\u2069]/g, '')
}

/**
 * What the root of a page says of its language. Its words are English whatever the locale, so they run from left to right; only a kind of English
 * that was asked for is told: it is read out with its dates.
 */
export function languageAttributes(locale: Locale): string {
  if (locale === null) return 'lang="en"'
  const {language, region} = new Intl.Locale(locale)
  return `lang="${language === 'en' && region ? `en-${region}` : 'en'}" dir="ltr"`
}
