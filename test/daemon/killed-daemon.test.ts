import {cpSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {occurrencesOf} from '../../src/domain/schedule/occurrences.js'
import {daemonFolder, until} from '../support/daemon-folder.js'
import type {DaemonProcess} from '../support/daemon-process.js'
import {addedAgo, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {canTrace, injecting} from '../support/faults.js'

// kill -9 of the built daemon at the n-th write or sync of its main thread: start, decision, claim and result of one run, and
// the same while it recovers from that. Every n with REVSCHED_EVERY_KILL=1 (some minutes), else a handful.
const isEvery = process.env.REVSCHED_EVERY_KILL === '1'
const calls = 'pwrite64,fsync,fdatasync,ftruncate,unlink'

/** Between the kills of the short form; not a multiple of what one transaction makes. */
const stride = isEvery ? 1 : 29

const place = daemonFolder()

const isDone = () => {
  const runs = place.ledger()
  return runs.length > 0 && !runs.some(({status}) => status === 'queued' || status === 'running')
}

/** Kills it at that call; false when it came to rest before. Its threads and strace end with it. */
async function killedAt(call: number): Promise<boolean> {
  const daemon = place.start({before: injecting(calls, `signal=KILL:when=${call}`)})
  let isEnded = false
  void daemon.ended.then(() => {
    isEnded = true
  })
  await until(`the kill at call ${call}, or rest`, () => isEnded || (hasStarted(daemon) && isDone()))
  if (isEnded) return true
  await stop(daemon)
  return false
}

const hasStarted = (daemon: DaemonProcess) => daemon.log().some(({event}) => event === 'daemon-started')

/** strace keeps a signal to itself: the daemon is told by the pid that it logs. */
async function stop(daemon: DaemonProcess): Promise<void> {
  const {pid} = await daemon.logged('daemon-started')
  try {
    process.kill(Number(pid), 'SIGTERM')
  } catch {
    // Killed meanwhile.
  }
  await daemon.ended
}

/** Three hours are due: two are missed, one runs; each has one record, whatever was killed. */
async function expectOneRecordEach(): Promise<void> {
  const [review] = rowsIn<{created_at: number; cursor: number}>(place.home, 'SELECT * FROM scheduled_reviews')
  const due = occurrencesOf(hourlyFarFromNow, 'UTC').list(new Date(review!.created_at), 10)
  const runs = place.ledger()
  expect(runs.map(run => run.scheduled_for)).toEqual(due.map(Number).filter(at => at <= review!.cursor))
  expect(runs.map(({status}) => status).sort()).toEqual(['completed', ...runs.slice(1).map(() => 'missed')])
  await place.expectSound()
}

describe.skipIf(!canTrace)('kill -9 of the daemon (needs strace)', () => {
  it('at a write or sync, twice, leaves one record of each occurrence', async () => {
    await place.connect('emea')
    const fixed = ['--connection', 'emea', '--schedule', hourlyFarFromNow, '--timezone', 'UTC']
    await place.done('add', 'hourly', ...fixed)
    addedAgo(place.home, 3.25 * 3_600_000)
    const template = mkdtempSync(join(tmpdir(), 'revsched-template-'))
    try {
      cpSync(place.home, template, {recursive: true})
      let kills = 0
      for (let call = isEvery ? 1 : 4; await killedAt(call); call += stride) {
        // The second one falls into the recovery from the first.
        await killedAt(1 + ((call * 7) % 23))
        const daemon = place.start()
        await until('all runs ended', isDone)
        daemon.kill('SIGTERM')
        expect((await daemon.ended).code).toBe(0)
        await expectOneRecordEach().catch(error => {
          throw new Error(`killed at call ${call}: ${error.message}`, {cause: error})
        })
        kills += 1
        rmSync(place.home, {recursive: true})
        cpSync(template, place.home, {recursive: true})
      }
      await expectOneRecordEach()
      expect(kills).toBeGreaterThan(isEvery ? 20 : 1)
    } finally {
      rmSync(template, {recursive: true, force: true})
    }
  }, 1_200_000)
})
