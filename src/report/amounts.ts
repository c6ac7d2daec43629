import {intlText, type Locale} from './intl-text.js'

const formats = new Map<string, Intl.NumberFormat>()

// Tables and lists have amounts in full, so that they add up; a sentence and a chart abbreviate them, and show that by a letter.

/** `1,234,567`, `-80,000.50`: to the cent; with its sign for what is added or taken away. */
export function fullAmount(amount: number, locale: Locale, {isSigned = false} = {}): string {
  return written(amount, locale, {...toTheCent(amount), ...(isSigned && {signDisplay: 'exceptZero'})})
}

function toTheCent(amount: number): Intl.NumberFormatOptions {
  return {minimumFractionDigits: Number.isInteger(amount) ? 0 : 2, maximumFractionDigits: 2}
}

/** `1,234.50`, `1,200`: a fraction is always shown, so that it tells which sign was read as the decimal one. */
export function exactAmount(amount: number, locale: Locale): string {
  return written(amount, locale, {...toTheCent(amount), maximumFractionDigits: 4})
}

/** `1.2M`, `980K`; below a thousand `461.45`, to the cent. */
export function compactAmount(amount: number, locale: Locale): string {
  if (Math.abs(amount) < 1000) return fullAmount(amount, locale)
  return compact(amount, locale, {})
}

/** `+1.2M`, `-80K`; below a thousand `-461.45`. */
export function signedAmount(amount: number, locale: Locale): string {
  if (Math.abs(amount) < 1000) return fullAmount(amount, locale, {isSigned: true})
  return compact(amount, locale, {signDisplay: 'exceptZero'})
}

/** German, for one, abbreviates no thousands: then a single decimal would look like a mistake. */
function compact(amount: number, locale: Locale, sign: Intl.NumberFormatOptions): string {
  const options = {notation: 'compact', maximumFractionDigits: 1, ...sign} as const
  const parts = formatOf(locale, options).formatToParts(amount)
  const isShort = parts.some(({type}) => type === 'compact')
  return written(amount, locale, isShort ? options : {maximumFractionDigits: 0, ...sign})
}

/** What a deal is worth: `148,000 EUR`, by a locale `148.000 €`, or `no amount`. */
export function dealAmount(
  {amount, currency}: {amount: number | null; currency: string | null},
  locale: Locale,
): string {
  if (amount === null) return 'no amount'
  if (currency === null) return fullAmount(amount, locale)
  // A source may have any text where a code is expected.
  if (locale === null || !currencies().has(currency)) return `${fullAmount(amount, locale)} ${currency}`
  return written(amount, locale, {style: 'currency', currency, ...toTheCent(amount)})
}

let known: ReadonlySet<string> | null = null

function currencies(): ReadonlySet<string> {
  known ??= new Set(Intl.supportedValuesOf('currency'))
  return known
}

/** `1,204`. */
export function count(value: number, locale: Locale = null): string {
  return written(value, locale, {})
}

/** `1 deal`, `1,204 deals`; of words whose plural is another, both. */
export function counted(
  value: number,
  words: string | readonly [string, string],
  locale: Locale = null,
): string {
  const [one, many] = typeof words === 'string' ? [words, `${words}s`] : words
  return `${count(value, locale)} ${value === 1 ? one : many}`
}

/** `0.80`: as many decimals as are asked for, of a number that is rounded already. */
export function decimalText(value: number, decimals: number, locale: Locale): string {
  if (locale === null) return value.toFixed(decimals)
  return written(value, locale, {minimumFractionDigits: decimals, maximumFractionDigits: decimals})
}

/** `34.2 %` of 0.342, or as the locale has it. */
export function percentText(share: number, decimals: number, locale: Locale): string {
  if (locale === null) return `${(share * 100).toFixed(decimals)} %`
  return written(share, locale, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
}

function written(value: number, locale: Locale, options: Intl.NumberFormatOptions): string {
  const text = formatOf(locale, options).format(value)
  return locale === null ? text : intlText(text)
}

/** Building one takes longer than all that it writes. */
function formatOf(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = (locale ?? 'en') + JSON.stringify(options)
  const format = formats.get(key) ?? new Intl.NumberFormat(locale ?? 'en', options)
  formats.set(key, format)
  return format
}
