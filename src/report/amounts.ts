const formats = new Map<string, Intl.NumberFormat>()

/** `1,234,567`; what is below one is kept to two places. */
export function fullAmount(amount: number, locale: string): string {
  return formatOf(locale, {
    maximumFractionDigits: Math.abs(amount) < 100 && !Number.isInteger(amount) ? 2 : 0,
  }).format(amount)
}

/** `1.2M`, `980K`. */
export function compactAmount(amount: number, locale: string): string {
  return formatOf(locale, {notation: 'compact', maximumFractionDigits: 1}).format(amount)
}

/** `+1.2M`, `-80K`. */
export function signedAmount(amount: number, locale: string): string {
  return formatOf(locale, {notation: 'compact', maximumFractionDigits: 1, signDisplay: 'exceptZero'}).format(
    amount,
  )
}

/** `1 deal`, `1,204 deals`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Building one takes longer than all it formats. */
function formatOf(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options)
  formats.set(key, format)
  return format
}
