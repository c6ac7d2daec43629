import {styleText} from 'node:util'
import {type Paint, plainPaint} from '../report/paint.js'

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
  if (!isColored) return plainPaint
  const style = (name: keyof Paint) => (text: string) => styleText(name, text, alreadyDecided)
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    yellow: style('yellow'),
    green: style('green'),
    cyan: style('cyan'),
  }
}

/** Node would look at standard output itself; the choice may be about another stream. */
const alreadyDecided = {validateStream: false}
