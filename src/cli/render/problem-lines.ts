import type {PlacedProblem} from '../../config/bounded-yaml.js'
import type {Output} from '../io.js'

/** A person mends some and looks again. */
const mostTold = 100

export function firstProblems(problems: readonly PlacedProblem[]): {
  told: readonly PlacedProblem[]
  more: number
} {
  const told = problems.slice(0, mostTold)
  return {told, more: problems.length - told.length}
}

/** What is wrong with a file, each with its place, and below it what to do. */
export function problemLines(problems: readonly PlacedProblem[], {paint}: Output): string[] {
  const {told, more} = firstProblems(problems)
  const lines = told.map(({place, severity, message, hint}) => {
    const level = severity === 'warning' ? 'warning: ' : ''
    return `${place}: ${level}${message}\n  ${paint.dim(hint)}\n`
  })
  return more > 0 ? [...lines, `and ${more} more\n`] : lines
}
