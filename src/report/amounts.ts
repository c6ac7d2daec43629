const formats = new Map<string, Intl.NumberFormat>()

// Tables and lists have amounts in full, so that they add up; a sentence and a chart abbreviate them, and show that by a letter.

/** `1,234,567`, `-80,000.50`: to the cent; with its sign for what is added or taken away. */
export function fullAmount(amount: number, locale: string, {isSigned = false} = {}): string {
  return formatOf(locale, {
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
    maximumFractionDigits: 2,
    ...(isSigned && {signDisplay: 'exceptZero'}),
  }).format(amount)
}

/** `1,234.50`, `1,200`: a fraction is always shown, so that it tells which sign was read as the decimal one. */
export function exactAmount(amount: number, locale: string): string {
  return formatOf(locale, {
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
    maximumFractionDigits: 4,
  }).format(amount)
}

/** `1.2M`, `980K`; below a thousand `461.45`, to the cent. */
export function compactAmount(amount: number, locale: string): string {
  if (Math.abs(amount) < 1000) return fullAmount(amount, locale)
  return formatOf(locale, {notation: 'compact', maximumFractionDigits: 1}).format(amount)
}

/** `+1.2M`, `-80K`; below a thousand `-461.45`. */
export function signedAmount(amount: number, locale: string): string {
  if (Math.abs(amount) < 1000) return fullAmount(amount, locale, {isSigned: true})
  return formatOf(locale, {notation: 'compact', maximumFractionDigits: 1, signDisplay: 'exceptZero'}).format(
    amount,
  )
}

/** What a deal is worth: `148,000 EUR`, or `no amount`. */
export function dealAmount(deal: {amount: number | null; currency: string | null}, locale: string): string {
  if (deal.amount === null) return 'no amount'
  const amount = fullAmount(deal.amount, locale)
  return deal.currency === null ? amount : `${amount} ${deal.currency}`
}

/** `1,204`; the words of a report are English, so its counts are, too. */
export function count(value: number): string {
  return formatOf('en', {}).format(value)
}

/** `1 deal`, `1,204 deals`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Building one takes longer than all it formats. */
function formatOf(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options)
  formats.set(key, format)
  return format
}
