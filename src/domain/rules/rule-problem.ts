import {RevschedError} from '../errors.js'

/** What is wrong with a rule file, and where in it. */
export class RuleProblem extends RevschedError {
  /** Keys and places in lists that lead to it from the top, or from the part that was looked at. */
  readonly path: readonly PropertyKey[]
  /** With warnings alone, a review can use the file. */
  readonly level: 'error' | 'warning'

  constructor(
    path: readonly PropertyKey[],
    message: string,
    {hint, level = 'error'}: {hint: string; level?: 'error' | 'warning'},
  ) {
    super('config', message, {hint})
    this.path = path
    this.level = level
  }

  /** The same of a part that `path` leads to. */
  within(path: readonly PropertyKey[]): RuleProblem {
    return new RuleProblem([...path, ...this.path], this.message, {hint: this.hint ?? '', level: this.level})
  }
}
