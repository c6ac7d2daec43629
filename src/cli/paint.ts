import {styleText} from 'node:util'
import type {OutputStream} from '../domain/ports/output-stream.js'
import type {Paint} from '../report/paint.js'

export type ColorChoice = 'auto' | 'always' | 'never'

/**
 * Whether to colour a stream: never with NO_COLOR (no-color.org; an empty one does not count), then by the choice of flag,
 * environment or config, then with FORCE_COLOR, then on a terminal that is not dumb.
 */
export function wantsColor(
  choice: ColorChoice,
  env: NodeJS.ProcessEnv,
  stream: Pick<OutputStream, 'isTTY'>,
): boolean {
  if (env.NO_COLOR) return false
  if (choice !== 'auto') return choice === 'always'
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true
  return stream.isTTY === true && env.TERM !== 'dumb'
}

/** Node would look at standard output itself; the choice may be about another stream. */
const alreadyDecided = {validateStream: false}

const style = (name: keyof Paint) => (text: string) => styleText(name, text, alreadyDecided)

export const coloredPaint: Paint = {
  bold: style('bold'),
  dim: style('dim'),
  red: style('red'),
  yellow: style('yellow'),
  green: style('green'),
  cyan: style('cyan'),
}
