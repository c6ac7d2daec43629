import {RevschedError} from '../errors.js'

/** What is wrong with a rule file, and where in it. */
export class RuleProblem extends RevschedError {
  /** Keys and places in lists that lead to it from the top, or from the part that was looked at. */
  readonly path: readonly PropertyKey[]

  constructor(path: readonly PropertyKey[], message: string, {hint}: {hint: string}) {
    super('config', message, {hint})
    this.path = path
  }
}
