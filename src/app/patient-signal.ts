import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import {RunCancelled} from '../domain/run/run-cancelled.js'

/** Longer than a login takes that works, in milliseconds; the end of a daemon waits no longer for it either. */
const patienceMs = 2000

/**
 * For a call whose answer must not be lost: aborted at once where the process is to end, as by Ctrl-C, but a while later where a run
 * took too long, was cancelled or taken over. `done` is to be called when the call has ended.
 */
export function patientSignal(signal: AbortSignal, clock: Clock): {signal: AbortSignal; done(): void} {
  const end = new AbortController()
  const done = new AbortController()
  const stop = () => {
    if (!isOfRunAlone(signal.reason)) return end.abort(signal.reason)
    clock.sleep(patienceMs, done.signal).then(
      () => end.abort(signal.reason),
      () => undefined,
    )
  }
  signal.addEventListener('abort', stop, {once: true})
  return {
    signal: end.signal,
    done() {
      signal.removeEventListener('abort', stop)
      done.abort('ended')
    },
  }
}

function isOfRunAlone(reason: unknown): boolean {
  if (reason instanceof RunCancelled) return true
  return reason instanceof RevschedError && (reason.code === 'timeout' || reason.code === 'conflict')
}
