import {useEffect, useState} from 'react'
import type {Clock} from '../domain/ports/clock.js'
import type {Paint} from '../report/paint.js'
import type {RunSteps} from '../report/run-steps.js'
import {Lines} from './components/lines.js'
import {runStepLines} from './run-step-lines.js'

type Props = {steps: () => RunSteps; clock: Clock; size: () => {columns: number; rows: number}; paint: Paint}

/** Ten frames a second at most. */
const frameMs = 100

/** How far a run is, for as long as it is shown. */
export function RunStepsView({steps, clock, size, paint}: Props) {
  const [lines, setLines] = useState(() =>
    runStepLines(steps(), {nowMs: clock.monotonicMs(), ...size(), paint}),
  )
  useEffect(() => {
    const ended = new AbortController()
    const draw = async () => {
      for (;;) {
        await clock.sleep(frameMs, ended.signal)
        const next = runStepLines(steps(), {nowMs: clock.monotonicMs(), ...size(), paint})
        setLines(shown => (shown.join('\n') === next.join('\n') ? shown : next))
      }
    }
    draw().catch(() => undefined)
    return () => ended.abort('unmounted')
  }, [steps, clock, size, paint])
  return <Lines lines={lines} columns={size().columns} />
}
