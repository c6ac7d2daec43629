import picocolors from 'picocolors'
import type {Paint} from '../report/paint.js'

export type ColorChoice = 'auto' | 'always' | 'never'

/**
 * Whether to colour a stream: the choice of flag or config first, then NO_COLOR (no-color.org; an empty one
 * does not count) and TERM=dumb, then FORCE_COLOR, then whether the stream is a terminal.
 */
export function wantsColor(choice: ColorChoice, env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (choice !== 'auto') return choice === 'always'
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true
  return isTerminal && env.TERM !== 'dumb'
}

export function paintFor(isColored: boolean): Paint {
  const {bold, dim, red, yellow, green, cyan} = picocolors.createColors(isColored)
  return {bold, dim, red, yellow, green, cyan}
}
