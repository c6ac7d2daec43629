import type {Clock} from '../domain/ports/clock.js'

/** Slews of a time server stay below; a leap or a suspended machine does not. */
const stepMs = 2000

export type ClockStep = {byMs: number; before: Date; after: Date}

/**
 * Tells when the wall clock has moved by more or less than time has passed: it was set, or the machine slept while its other
 * clock stood still. Asked at every wake; null when all is well.
 */
export function clockWatch(clock: Clock): () => ClockStep | null {
  let wallMs = clock.now().getTime()
  let monotonicMs = clock.monotonicMs()
  return () => {
    const nowMs = clock.now().getTime()
    const passedMs = clock.monotonicMs() - monotonicMs
    const expectedMs = wallMs + passedMs
    wallMs = nowMs
    monotonicMs += passedMs
    const byMs = Math.round(nowMs - expectedMs)
    return Math.abs(byMs) < stepMs ? null : {byMs, before: new Date(expectedMs), after: new Date(nowMs)}
  }
}
