export type DecimalSign = 'point' | 'comma'

/**
 * Digits with at most one decimal sign (its byte) between them, read from their bytes: most columns hold nothing else. NaN for
 * anything else.
 */
export function plainNumberOf(bytes: Uint8Array, {start, end, sign}: PlainNumber): number {
  if (end === start || end - start > longestPlain) return Number.NaN
  let value = 0
  let scale = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === sign && scale === 0 && at > start) scale = 1
    else if (byte < 48 || byte > 57) return Number.NaN
    else {
      value = value * 10 + byte - 48
      scale *= 10
    }
  }
  // Both are whole numbers below 2^53, so that the quotient is rounded once, as the number's own reading would be.
  return scale === 0 ? value : scale === 1 ? Number.NaN : value / scale
}

type PlainNumber = {start: number; end: number; sign: number}

/** Digits of which every number is below 2^53. */
const longestPlain = 15

/**
 * Reads an amount: thousands separators (, . space, no-break space, apostrophe), a currency sign or code before or after it,
 * a sign or parentheses, a percent sign, an exponent. The last group has three digits and those before two or three
 * (12,34,567), so that a decimal comma is not taken for a separator. Null when it is not a number in that notation.
 */
export function readNumber(text: string, decimal: DecimalSign): number | null {
  const isNegative = /^\(.*\)$/.test(text) || /^[^\d(]*[-−]/.test(text)
  const bare = text
    .replace(/^\((.*)\)$/, '$1')
    .replace(/^(?:[-−]|\+(?!\D*[-−]))?\s*(?:\p{Sc}|[A-Z]{3}(?=[\s\d])|[A-Z]{1,3}\$|kr|R\$)?\s*[-−]?/u, '')
    .replace(/\s*(?:\p{Sc}|[A-Z]{3}|kr|%)$/u, '')
    .trim()
  const {shape, separators, sign} = notations[decimal]
  if (!shape.test(bare)) return null
  const value = Number(bare.replace(separators, '').replace(sign, '.'))
  return Number.isFinite(value) ? (isNegative ? -value : value) : null
}

const notations = {point: notation(',', '.'), comma: notation('.', ',')}

function notation(group: string, sign: string) {
  const separator = `[\\${group} '’\\u00a0\\u202f]`
  const whole = `\\d{1,3}(?:${separator}\\d{2,3})*${separator}\\d{3}`
  const fraction = `(?:\\${sign}\\d*)?`
  const exponent = '(?:[eE][-+]?\\d{1,3})?'
  return {
    shape: new RegExp(`^${whole}${fraction}$|^\\d+${fraction}${exponent}$|^\\${sign}\\d+${exponent}$`),
    separators: new RegExp(separator, 'g'),
    sign,
  }
}

/** What one value says about the decimal sign of its column: settled, possible both ways (`1,234`), or nothing. */
export function decimalEvidence(text: string): DecimalSign | 'either' | null {
  if (!text.includes('.') && !text.includes(',')) return null
  // No separators stand in a number with an exponent.
  if (/\de[-+]?\d+$/i.test(text)) return text.includes(',') ? 'comma' : 'point'
  const marks = text.replace(/[^.,]/g, '')
  const last = marks.at(-1)!
  const digitsAfter = text.slice(text.lastIndexOf(last) + 1).replace(/\D/g, '').length
  const isMixed = marks.includes('.') && marks.includes(',')
  if (isMixed) return last === '.' ? 'point' : 'comma'
  if (marks.length > 1) return last === '.' ? 'comma' : 'point'
  if (digitsAfter !== 3) return last === '.' ? 'point' : 'comma'
  return /^\D*0[.,]/.test(text) ? (last === '.' ? 'point' : 'comma') : 'either'
}
