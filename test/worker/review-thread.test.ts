import {once} from 'node:events'
import {MessageChannel} from 'node:worker_threads'
import {expect, it} from 'vitest'
import {plainError} from '../../src/domain/plain-error.js'
import {reviewThread} from '../../src/worker/review-thread.js'
import type {FromThread, ToThread} from '../../src/worker/thread-messages.js'
import {sampleTask} from '../support/a-sample-task.js'

it('does what it is sent in that order, but not what was stopped before, until there is no more', async () => {
  const {port1: session, port2} = new MessageChannel()
  const over = reviewThread({port: port2})
  const told: string[] = []
  const closed = ['first', 'unwanted', 'last'].map(name => {
    const {port1, port2: port} = new MessageChannel()
    const tell = (message: ToThread) => port1.postMessage(message)
    port1.on('message', ({kind}: FromThread) => told.push(`${name} ${kind}`))
    tell({kind: 'previous', previous: null})
    if (name === 'unwanted') tell({kind: 'stop', reason: plainError(new Error('stopped'))})
    session.postMessage({task: sampleTask, port}, [port])
    return once(port1, 'close')
  })
  session.postMessage(null)
  await Promise.all([over, ...closed])
  expect(told.filter(line => !line.endsWith('progress'))).toEqual([
    'first done',
    'unwanted failed',
    'last done',
  ])
})
