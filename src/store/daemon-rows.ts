import {desc, eq, getTableColumns, gte, sql} from 'drizzle-orm'
import type {ClockStep, DaemonEvent, DaemonStore} from '../domain/ports/daemon-log.js'
import {moveLeases} from './move-leases.js'
import {moveWaiting} from './move-waiting.js'
import {prune} from './prune.js'
import {queueNumbers} from './queue-numbers.js'
import {replan} from './replan.js'
import {daemonTable, eventTable} from './schema.js'
import type {Orm, Session} from './session.js'
import {boundWal, copyLogBack} from './wal.js'

export function daemonStore(session: Session): DaemonStore {
  return {
    startDaemon: (row, step) =>
      session.writeOrm(orm => {
        orm
          .insert(daemonTable)
          .values({...row, createdAt: row.startedAt})
          .run()
        const {host, pid, version, tzVersion} = row
        const detail = {host, pid, version, tzVersion}
        insertEvent(orm, {kind: 'daemon-started', at: row.startedAt, daemonId: row.id, detail})
        if (step) addStep(session, orm, {...step, daemonId: row.id})
      }),
    async beat(id, at, state) {
      await session.writeOrm(orm =>
        orm.update(daemonTable).set({lastSeenAt: at, state}).where(eq(daemonTable.id, id)).run(),
      )
    },
    stopDaemon: (id, at) =>
      session.writeOrm(orm => {
        orm.update(daemonTable).set({lastSeenAt: at, stoppedAt: at}).where(eq(daemonTable.id, id)).run()
        insertEvent(orm, {kind: 'daemon-stopped', at, daemonId: id, detail: {}})
      }),
    lastDaemon: () => session.readOrm(orm => lastDaemon(orm) ?? null),
    addEvent: event => session.writeOrm(orm => insertEvent(orm, event)),
    addClockStep: step => session.writeOrm(orm => addStep(session, orm, step)),
    listEvents: (since, limit) =>
      session.readOrm(orm =>
        orm
          .select({kind: eventTable.kind, at: eventTable.at, detail: eventTable.detail})
          .from(eventTable)
          .where(gte(eventTable.at, since))
          .orderBy(desc(eventTable.at), desc(eventTable.id))
          .limit(limit)
          .all(),
      ),
    queueNumbers: (userId, since) => session.read(() => queueNumbers(session, userId, since)),
    replan: (next, tell) => replan(session, next, tell),
    prune: input => prune(session, input),
    boundWal: limitBytes => boundWal(session, limitBytes),
    copyLogBack: () => copyLogBack(session),
  }
}

/** By its row and not by the time of its start, which a clock that goes back makes an earlier one. */
function lastDaemon(orm: Orm) {
  const {createdAt: _, ...columns} = getTableColumns(daemonTable)
  return orm
    .select(columns)
    .from(daemonTable)
    .orderBy(desc(sql`${daemonTable}.rowid`))
    .limit(1)
    .get()
}

function addStep(session: Session, orm: Orm, step: ClockStep & {daemonId: string | null}): void {
  const {byMs, before, after, daemonId} = step
  moveWaiting(session, step)
  moveLeases(session, step)
  const detail = {byMs, before: before.toISOString(), after: after.toISOString()}
  insertEvent(orm, {kind: 'clock-step', at: after, daemonId, detail})
}

function insertEvent(orm: Orm, event: DaemonEvent & {daemonId: string | null}): void {
  orm
    .insert(eventTable)
    .values({...event, createdAt: event.at})
    .run()
}
