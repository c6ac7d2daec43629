import {RevschedError} from '../errors.js'

/** Why a run of a daemon is stopped that somebody cancelled. As for one that is stopped by hand, but its process goes on. */
export class RunCancelled extends RevschedError {
  constructor(message: string) {
    super('interrupted', message)
  }
}
