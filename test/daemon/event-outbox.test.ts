import {describe, expect, it} from 'vitest'
import {EventOutbox} from '../../src/daemon/event-outbox.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DaemonEvent, EventKind} from '../../src/domain/ports/daemon-log.js'

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
    const outbox = new EventOutbox({addEvent}, 'daemon-1')
    for (const kind of ['clock-step', 'storage-back', 'thread-abandoned'] as const) outbox.add(anEvent(kind))
    await expect(outbox.write()).rejects.toThrow('full')
    await expect(outbox.write()).rejects.toThrow('full')
    await outbox.write()
    await outbox.write()
    expect(written).toEqual([
      'clock-step of daemon-1',
      'storage-back of daemon-1',
      'thread-abandoned of daemon-1',
    ])
  })
})
