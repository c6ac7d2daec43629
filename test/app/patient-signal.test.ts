import {expect, it} from 'vitest'
import {patientSignal} from '../../src/app/patient-signal.js'
import {type ErrorCode, RevschedError} from '../../src/domain/errors.js'
import {RunCancelled} from '../../src/domain/run/run-cancelled.js'
import {fakeClock} from '../support/fake-clock.js'

it.each<{code: ErrorCode; afterMs: number; isAborted: boolean}>([
  {code: 'timeout', afterMs: 1999, isAborted: false},
  {code: 'timeout', afterMs: 2000, isAborted: true},
  {code: 'conflict', afterMs: 1999, isAborted: false},
  {code: 'conflict', afterMs: 2000, isAborted: true},
  {code: 'terminated', afterMs: 0, isAborted: true},
  {code: 'interrupted', afterMs: 0, isAborted: true},
])('$code, $afterMs ms later: aborted $isAborted', async ({code, afterMs, isAborted}) => {
  const clock = fakeClock('2026-11-26T09:00:00Z')
  const run = new AbortController()
  const patient = patientSignal(run.signal, clock)
  const reason = new RevschedError(code, 'enough')
  run.abort(reason)
  await clock.advance(afterMs)
  expect([patient.signal.aborted, patient.signal.reason]).toEqual([isAborted, isAborted ? reason : undefined])
  patient.done()
})

it('a run that is cancelled ends as after Ctrl-C, but its call is waited for', async () => {
  const clock = fakeClock('2026-11-26T09:00:00Z')
  const run = new AbortController()
  const patient = patientSignal(run.signal, clock)
  const reason = new RunCancelled('cancelled by ann')
  run.abort(reason)
  await clock.advance(1999)
  expect([reason.code, patient.signal.aborted]).toEqual(['interrupted', false])
  await clock.advance(1)
  expect(patient.signal.reason).toBe(reason)
})

it('a call that has ended is aborted no more, and nothing waits', async () => {
  const clock = fakeClock('2026-11-26T09:00:00Z')
  const run = new AbortController()
  const [before, after] = [patientSignal(run.signal, clock), patientSignal(run.signal, clock)]
  before.done()
  run.abort(new RevschedError('timeout', 'enough'))
  after.done()
  await clock.advance(2000)
  expect([before.signal.aborted, after.signal.aborted]).toEqual([false, false])
})
