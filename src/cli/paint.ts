import {styleText} from 'node:util'
import {type Paint, plainPaint} from '../report/paint.js'

export type ColorChoice = 'auto' | 'always' | 'never'

/**
 * Whether to colour a stream: never with NO_COLOR (no-color.org; an empty one does not count), then by the choice of flag,
 * environment or config, then with FORCE_COLOR, then on a terminal that is not dumb.
 */
export function wantsColor(choice: ColorChoice, env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false
  if (choice !== 'auto') return choice === 'always'
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
