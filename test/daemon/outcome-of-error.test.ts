import {describe, expect, it} from 'vitest'
import {outcomeOfError} from '../../src/daemon/outcome-of-error.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {RunOutcome} from '../../src/domain/ports/run-queue.js'
import type {Cancellation} from '../../src/domain/run/run.js'

const now = new Date('2026-03-29T00:00:00.000Z')
const claim = {runId: 'run-1', fence: 3}
const passing = new RevschedError('source-failed', 'the file changed', {canPass: true})
const overtaken = {errorCode: 'cancel-previous', errorMessage: 'the next one was due'}
const ended = {kind: 'ended', claim, completedAt: now} as const

describe('outcomeOfError', () => {
  it.each<{
    name: string
    error: unknown
    retryCount?: number
    cancellation?: Cancellation
    outcome: RunOutcome
  }>([
    {
      name: 'a passing error, first attempt: again in half a minute',
      error: passing,
      outcome: {
        kind: 'retry',
        claim,
        at: new Date(now.getTime() + 30_000),
        errorCode: 'source-failed',
        errorMessage: 'the file changed',
        counts: 'attempt',
      },
    },
    {
      name: 'a passing error, attempts used up',
      error: passing,
      retryCount: 2,
      outcome: {...ended, status: 'failed', errorCode: 'source-failed', errorMessage: 'the file changed'},
    },
    {
      name: 'a disk that is full while the last review is read, or a login stored: it may have room again',
      error: new RevschedError('storage', 'the disk is full'),
      outcome: {
        kind: 'retry',
        claim,
        at: new Date(now.getTime() + 30_000),
        errorCode: 'storage',
        errorMessage: 'the disk is full',
        counts: 'attempt',
      },
    },
    {
      name: 'an error that stays',
      error: new RevschedError('config', 'there is no rule file'),
      outcome: {...ended, status: 'failed', errorCode: 'config', errorMessage: 'there is no rule file'},
    },
    {
      name: 'a bug',
      error: new TypeError('x is undefined'),
      outcome: {...ended, status: 'failed', errorCode: 'internal', errorMessage: 'x is undefined'},
    },
    {
      name: 'the end of the daemon, even after the last attempt: the run waits as before',
      error: new RevschedError('terminated', 'stopped with the daemon'),
      retryCount: 2,
      outcome: {
        kind: 'retry',
        claim,
        at: now,
        errorCode: 'terminated',
        errorMessage: 'stopped with the daemon',
        counts: 'nothing',
      },
    },
    {
      name: 'the wish of somebody: its reason',
      error: new RevschedError('interrupted', 'the next one was due'),
      cancellation: overtaken,
      outcome: {...ended, status: 'cancelled', ...overtaken},
    },
  ])('$name', ({error, retryCount = 0, cancellation = null, outcome}) => {
    const attempt = {claim, retryCount, maxRetries: 2, cancellation}
    expect(outcomeOfError(error, attempt, {now, random: 1})).toEqual(outcome)
  })
})
