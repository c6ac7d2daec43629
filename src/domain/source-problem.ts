import {RevschedError} from './errors.js'

/** Why a review would refuse what was read of a source, in words with the next step. */
export type SourceProblem = {message: string; hint: string}

/** Throws the problem as `source-failed`; what was read can be shown before. */
export function refuseProblem({problem}: {problem: SourceProblem | null}): void {
  if (problem) throw new RevschedError('source-failed', problem.message, {hint: problem.hint})
}
