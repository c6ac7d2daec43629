const bars = '▁▂▃▄▅▆▇█'

/** A bar for each value between `least` and `most`, a blank for one that is not there. */
export function sparkline(
  values: readonly (number | null | undefined)[],
  {least, most}: {least: number; most: number},
): string {
  const span = most - least
  return values
    .map(value => {
      if (value === null || value === undefined) return ' '
      const part = span <= 0 ? 0 : (value - least) / span
      return bars[Math.min(bars.length - 1, Math.max(0, Math.floor(part * bars.length)))]
    })
    .join('')
}
