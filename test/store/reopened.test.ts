import {copyFileSync, renameSync, writeFileSync} from 'node:fs'
import {afterAll, beforeEach, describe, expect, it} from 'vitest'
import {systemClock} from '../../src/platform/clock.js'
import {openForSession} from '../../src/store/connection.js'
import {reopening} from '../../src/store/reopen.js'
import {Session} from '../../src/store/session.js'
import type {Sqlite} from '../../src/store/sqlite.js'
import {storeFolder, storeOptions, withReview} from '../support/a-store.js'
import {canTrace, injecting} from '../support/faults.js'
import {run} from '../support/program.js'
import {storeProgram} from '../support/store-program.js'

const place = storeFolder()
const program = storeProgram()
afterAll(program.remove)

let session: Session
let first: Sqlite

const sessionOf = (sqlite: Sqlite) =>
  new Session(sqlite, {
    clock: systemClock,
    reopen: reopening(sqlite.name, storeOptions),
    refuseNewer: () => undefined,
  })

beforeEach(async () => {
  await withReview(await place.open())
  first = openForSession(place.path)
  session = sessionOf(first)
  return () => session.close()
})

/** An operation that fails like that. */
async function failWith(code: string): Promise<void> {
  const failing = session.write(() => {
    throw Object.assign(new Error('disk I/O error'), {code})
  })
  await expect(failing).rejects.toMatchObject({code: 'storage'})
}

const connection = () => session.read(sqlite => sqlite)

describe('a connection whose disk failed', () => {
  it.each(['SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_READ'])(
    '%s: the next operation works on a new one, with the same settings and another counter',
    async code => {
      const counter = session.changeCounter()
      session.prepared('SELECT name FROM users').get({})
      await failWith(code)
      const next = await connection()
      expect(next).not.toBe(first)
      expect(first.open).toBe(false)
      const settings = ['synchronous', 'foreign_keys', 'secure_delete', 'journal_mode', 'trusted_schema']
      expect(settings.map(name => next.pragma(name, {simple: true}))).toEqual([2, 1, 1, 'wal', 0])
      expect(session.changeCounter()).not.toBe(counter)
      expect(session.prepared('SELECT name FROM users').get({})).toEqual({name: 'ann'})
      expect(await connection()).toBe(next)
    },
  )

  it.each(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_CONSTRAINT_UNIQUE'])(
    'is kept after %s, which says nothing of what is on the disk',
    async code => {
      await expect(
        session.write(() => {
          throw Object.assign(new Error('refused'), {code})
        }),
      ).rejects.toThrow()
      expect(await connection()).toBe(first)
    },
  )

  it('is not exchanged for another file, and is when the file is back', async () => {
    await failWith('SQLITE_IOERR_FSYNC')
    renameSync(place.path, `${place.path}-away`)
    copyFileSync(`${place.path}-away`, place.path)
    await expect(connection()).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('removed or replaced'),
    })
    renameSync(`${place.path}-away`, place.path)
    expect(await connection()).not.toBe(first)
  })

  it('is not exchanged for a damaged file', async () => {
    const database = await place.open()
    const whole = await database.backup(`${place.path}-whole`)
    expect(whole.bytes).toBeGreaterThan(0)
    const broken = sessionOf(openForSession(`${place.path}-whole`))
    await expect(
      broken.read(() => {
        throw Object.assign(new Error('disk I/O error'), {code: 'SQLITE_IOERR_FSYNC'})
      }),
    ).rejects.toMatchObject({code: 'storage'})
    writeFileSync(`${place.path}-whole`, Buffer.alloc(8192, 7), {flag: 'r+', mode: 0o600})
    await expect(broken.read(sqlite => sqlite)).rejects.toMatchObject({code: 'storage'})
    broken.close()
  })
})

describe.skipIf(!canTrace)('a sync that fails (needs strace)', () => {
  it('makes the next operation open the log anew, and nothing of what failed is there', async () => {
    const script = `
      const {readdirSync, readlinkSync} = process.getBuiltinModule('node:fs')
      const logs = () => readdirSync('/proc/self/fd').filter(name => {
        try { return readlinkSync('/proc/self/fd/' + name).endsWith('-wal') } catch { return false }
      })
      const database = await open()
      await database.findUser('ann')
      const before = logs()
      say(await database.ensureUser('bea', 'team').then(() => 'stored', error => error.code))
      say(await database.findUser('bea'))
      say(logs().length === 1 && logs()[0] !== before[0])
      say((await database.ensureUser('cat', 'team')).name)
    `
    const [command, ...args] = injecting('fsync,fdatasync', 'error=EIO:when=1')
    const {code, stdout} = await run(command!, [...args, process.execPath, program.path, place.path, script])
    expect({code, said: stdout.trim().split('\n')}).toEqual({
      code: 0,
      said: ['"storage"', 'null', 'true', '"cat"'],
    })
  })
})
