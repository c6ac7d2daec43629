import {describe, expect, it} from 'vitest'
import {EventOutbox} from '../../src/daemon/event-outbox.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ClockStep, DaemonEvent, EventKind} from '../../src/domain/ports/daemon-log.js'

const at = new Date('2026-03-29T00:00:00Z')
const anEvent = (kind: EventKind): DaemonEvent => ({kind, at, detail: {}})

describe('EventOutbox', () => {
  it('keeps what the store refuses, and writes it once, in its order', async () => {
    const written: string[] = []
    let refusals = 2
    const addEvent = async ({kind, daemonId}: {kind: string; daemonId: string | null}) => {
      if (written.length === 1 && refusals-- > 0) throw new RevschedError('storage', 'full')
      written.push(`${kind} of ${daemonId}`)
    }
    const addClockStep = async ({byMs, daemonId}: ClockStep & {daemonId: string | null}) => {
      written.push(`clock-step of ${byMs} ms of ${daemonId}`)
    }
    const outbox = new EventOutbox({addEvent, addClockStep}, 'daemon-1')
    outbox.add(anEvent('storage-failed'))
    outbox.add(anEvent('storage-back'))
    outbox.addClockStep({byMs: -7000, before: at, after: new Date(at.getTime() - 7000)})
    outbox.add(anEvent('thread-abandoned'))
    await expect(outbox.write()).rejects.toThrow('full')
    await expect(outbox.write()).rejects.toThrow('full')
    await outbox.write()
    await outbox.write()
    expect(written).toEqual([
      'storage-failed of daemon-1',
      'storage-back of daemon-1',
      'clock-step of -7000 ms of daemon-1',
      'thread-abandoned of daemon-1',
    ])
  })
})
