/** Waiting time of a `Retry-After` header, in seconds or as a date; null where there is none or it cannot be read. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d{1,7}$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) || /^[-+]?\d/.test(text) ? null : Math.max(0, at - now.getTime())
}
