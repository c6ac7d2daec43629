import {useEffect, useState} from 'react'
import type {Clock} from '../../domain/ports/clock.js'

const secondMs = 1000
/** A timer may ring a moment early. */
const lateMs = 5

/** The time, again with each second of the clock. */
export function useNow(clock: Clock): Date {
  const [now, setNow] = useState(clock.now)
  useEffect(() => {
    const ended = new AbortController()
    const tick = async () => {
      for (;;) {
        const leftMs = secondMs - (clock.now().getTime() % secondMs)
        await clock.sleep(leftMs + lateMs, ended.signal)
        setNow(clock.now())
      }
    }
    tick().catch(() => undefined)
    return () => ended.abort('unmounted')
  }, [clock])
  return now
}
