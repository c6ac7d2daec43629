import {RevschedError} from '../domain/errors.js'
import {plainError} from '../domain/plain-error.js'
import type {BackupOrder} from '../domain/ports/backup-maker.js'
import {rotateBackups} from './rotate-backups.js'

// What a process of its own executes (src/platform/backup-process.ts starts it): it is told one order, answers, and ends. SQLite checks
// every page of a copy in one go and waits for disks while it does so, which must hold up neither the schedules nor the end of a daemon.

const stop = new AbortController()
const end = () => stop.abort(new RevschedError('terminated', 'stopped with the daemon'))

// Also when the daemon is killed. A Ctrl-C goes to all processes of a terminal.
process.once('disconnect', end)
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, end)
process.once('message', (order: BackupOrder) => void answer(order))

async function answer(order: BackupOrder): Promise<void> {
  const told = await outcomeOf(order)
  if (process.connected) process.send?.(told, () => process.disconnect())
}

async function outcomeOf(order: BackupOrder) {
  try {
    return {made: await rotateBackups(order, stop.signal)}
  } catch (error) {
    const known = error instanceof RevschedError ? error : new RevschedError('storage', String(error))
    return {refusal: plainError(known)}
  }
}
