import type {Clock} from '../domain/ports/clock.js'
import type {ClockStep} from '../domain/ports/daemon-log.js'

/** Slews of a time server stay below; a leap or a suspended machine does not. */
const stepMs = 2000

/**
 * Tells when the wall clock has moved by more or less than time has passed: it was set, or the machine slept while its other
 * clock stood still. Asked at every wake; null when all is well.
 */
export function clockWatch(clock: Clock): (now?: Date) => ClockStep | null {
  let wallMs = clock.now().getTime()
  let monotonicMs = clock.monotonicMs()
  return (now = clock.now()) => {
    const nowMs = now.getTime()
    const passedMs = clock.monotonicMs() - monotonicMs
    const expectedMs = wallMs + passedMs
    wallMs = nowMs
    monotonicMs += passedMs
    const byMs = Math.round(nowMs - expectedMs)
    // Clocks and timers cut off milliseconds: what was due by then is told as due by then.
    const before = new Date(Math.ceil(expectedMs) + 1)
    return Math.abs(byMs) < stepMs ? null : {byMs, before, after: now}
  }
}

/**
 * A step back that nobody was there to see: a daemon was alive later than it is now. By how much the clock was really set, nobody
 * knows; by that at least.
 */
export function stepBackSince(lastSeenAt: Date, now: Date): ClockStep | null {
  const byMs = now.getTime() - lastSeenAt.getTime()
  return byMs > -stepMs ? null : {byMs, before: lastSeenAt, after: now}
}
