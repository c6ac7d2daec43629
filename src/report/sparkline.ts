const bars = '▁▂▃▄▅▆▇█'

/** Between two values that are not to be compared. */
export const sparkBreak = '|'

/** `isBreak`: not to be compared with the one before. */
type Point = {value: number | null | undefined; isBreak?: boolean}

/** A bar for each value between `least` and `most`, a blank for one that is not there. */
export function sparkline(points: readonly Point[], {least, most}: {least: number; most: number}): string {
  const span = most - least
  const bar = (value: Point['value']) => {
    if (value === null || value === undefined) return ' '
    const part = span <= 0 ? 0 : (value - least) / span
    return bars[Math.min(bars.length - 1, Math.max(0, Math.floor(part * bars.length)))]
  }
  return points.map(({value, isBreak}) => `${isBreak ? sparkBreak : ''}${bar(value)}`).join('')
}
