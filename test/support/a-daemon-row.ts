import type {DaemonRow} from '../../src/domain/ports/daemon-log.js'

/** A daemon that started on 1 April 2025, three hours before noon, and wrote five seconds before it. */
export function aDaemonRow(changes: Partial<DaemonRow> = {}): DaemonRow {
  return {
    id: 'daemon-1',
    host: 'box',
    pid: 4242,
    bootId: 'boot',
    leaseOwner: 'box:boot:4242:1',
    version: '1.2.3',
    tzVersion: '2025c',
    startedAt: new Date('2025-04-01T09:00:00Z'),
    lastSeenAt: new Date('2025-04-01T11:59:55Z'),
    stoppedAt: null,
    state: {},
    ...changes,
  }
}
