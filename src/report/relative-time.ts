const units = [
  {name: 'd', ms: 86_400_000},
  {name: 'h', ms: 3_600_000},
  {name: 'm', ms: 60_000},
] as const

/** `in 3d 4h`, `2h 5m ago`, `just now`: the two largest units. */
export function relativeTime(instant: Date, now: Date): string {
  const difference = instant.getTime() - now.getTime()
  if (Math.abs(difference) < units[2].ms) return difference > 0 ? 'in under 1m' : 'just now'
  let left = Math.abs(difference)
  const parts: string[] = []
  for (const {name, ms} of units) {
    const count = Math.floor(left / ms)
    left -= count * ms
    if (count > 0) parts.push(`${count}${name}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return difference > 0 ? `in ${parts.join(' ')}` : `${parts.join(' ')} ago`
}
