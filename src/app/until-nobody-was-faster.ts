import {RevschedError} from '../domain/errors.js'

/** Each round at least one of those who change a row at the same time is done. */
const mostRounds = 50

/**
 * For a change that names only what it changes: it reads the row, and where another command was faster with a change of its own,
 * it begins anew with what that one wrote.
 */
export async function untilNobodyWasFaster<Result>(change: () => Promise<Result>): Promise<Result> {
  for (let round = 1; ; round++) {
    try {
      return await change()
    } catch (error) {
      const wasOvertaken = error instanceof RevschedError && error.code === 'conflict' && error.canPass
      if (!wasOvertaken || round === mostRounds) throw error
    }
  }
}
