import {expect, it} from 'vitest'
import {diagnoseDaemon} from '../../src/app/diagnose-daemon.js'
import type {DaemonRow, QueueNumbers} from '../../src/domain/ports/daemon-log.js'
import {aDaemonRow} from '../support/a-daemon-row.js'
import {aUser} from '../support/a-scheduled-review.js'
import {fakeClock} from '../support/fake-clock.js'
import {idle} from '../support/fake-database.js'

const stopped = aDaemonRow({stoppedAt: new Date('2025-04-01T10:00:00Z')})

type Row = {
  name: string
  daemon: DaemonRow | null
  isOwnerAlive?: boolean
  queue?: Partial<QueueNumbers>
  found: readonly [isOk: boolean, detail: RegExp][]
}

it.each<Row>([
  {
    name: 'one that lives',
    daemon: aDaemonRow(),
    found: [[true, /^pid 4242 since 2025-04-01T09:00:00.000Z; nothing is overdue$/]],
  },
  {name: 'none ever, and nothing waits', daemon: null, found: [[true, /none runs/]]},
  {name: 'one that was stopped, and nothing waits', daemon: stopped, found: [[true, /none runs/]]},
  {
    name: 'none, and a review waits',
    daemon: null,
    queue: {overdue: 1},
    found: [[false, /^no daemon keeps this database, and 1 review is overdue$/]],
  },
  {
    name: 'one that died',
    daemon: aDaemonRow(),
    isOwnerAlive: false,
    found: [[false, /gone without having stopped/]],
  },
  {
    name: 'one that is late',
    daemon: aDaemonRow(),
    queue: {overdue: 2},
    found: [[false, /2 reviews are overdue/]],
  },
  {
    name: 'one that an upgrade has left behind',
    daemon: aDaemonRow({version: '1.2.2'}),
    found: [[false, /^it is of version 1.2.2, and this program of 1.2.3$/]],
  },
])('$name', async ({daemon, isOwnerAlive = true, queue = {}, found}) => {
  const store = {
    lastDaemon: async () => daemon,
    queueNumbers: async () => ({...idle, ...queue}),
    listRuns: async () => [],
    listEvents: async () => [],
  }
  const ports = {store, clock: fakeClock('2025-04-01T12:00:00Z'), isOwnerAlive: () => isOwnerAlive}
  const diagnoses = await diagnoseDaemon(ports, aUser(), '1.2.3')
  expect(diagnoses).toEqual(
    found.map(([isOk, detail]) => ({
      group: 'daemon',
      name: 'daemon',
      isOk,
      detail: expect.stringMatching(detail),
      fix: isOk ? null : expect.any(String),
    })),
  )
})
