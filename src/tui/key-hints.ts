import {displayWidth} from '../report/escape.js'
import type {Paint} from '../report/paint.js'

/** A key and what it does. */
export type Hint = readonly [key: string, does: string]

/** As many as fit into a line, the most important first. */
export function hintLine(hints: readonly Hint[], {width, paint}: {width: number; paint: Paint}): string {
  const parts: string[] = []
  let used = 0
  for (const [key, does] of hints) {
    const length = displayWidth(`${key} ${does}`) + (parts.length > 0 ? 2 : 0)
    if (used + length > width) break
    used += length
    parts.push(`${paint.bold(key)} ${paint.dim(does)}`)
  }
  return parts.join('  ')
}
