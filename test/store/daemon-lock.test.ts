import {once} from 'node:events'
import {existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeEach, describe, expect, it} from 'vitest'
import {lockDaemon} from '../../src/store/daemon-lock.js'
import {storeFolder} from '../support/a-store.js'
import {run} from '../support/program.js'
import {started, storeProgram} from '../support/store-program.js'

const place = storeFolder()
const program = storeProgram()
afterAll(program.remove)

beforeEach(async () => {
  const database = await place.open()
  database.close()
})

const busy = {
  code: 'busy',
  message: expect.stringMatching(/^another daemon runs on the database ".*revsched.db"$/),
}
const holding = 'lockDaemon(path); say("locked"); setInterval(() => {}, 1000)'

describe('the lock of the daemon', () => {
  it('is refused to a second one of the same process, until the first has released it', () => {
    const lock = lockDaemon(place.path)
    expect(() => lockDaemon(place.path)).toThrow(expect.objectContaining(busy))
    lock.release()
    lock.release()
    lockDaemon(place.path).release()
  })

  it('is a file beside the database that nobody else may read', () => {
    lockDaemon(place.path).release()
    expect(statSync(`${place.path}-daemon-lock`).mode & 0o777).toBe(0o600)
  })

  it('is refused within a second while another process holds it, and is free once that is killed', async () => {
    const first = await started(program.path, [place.path, holding])
    const startMs = performance.now()
    expect(() => lockDaemon(place.path)).toThrow(expect.objectContaining(busy))
    expect(performance.now() - startMs).toBeLessThan(1000)
    first.kill('SIGKILL')
    await once(first, 'close')
    lockDaemon(place.path).release()
  })

  it('does not keep the database from being used', async () => {
    const lock = lockDaemon(place.path)
    const database = await place.open()
    await database.ensureUser('ann', 'team')
    lock.release()
  })

  it('is one for a database and a link to it', () => {
    const link = join(place.folder, 'link.db')
    symlinkSync(place.path, link)
    const lock = lockDaemon(link)
    expect(() => lockDaemon(place.path)).toThrow(expect.objectContaining(busy))
    lock.release()
  })

  it('is got by exactly one of twelve that start at once', async () => {
    const until = Date.now() + 1500
    const script = `
      await clock.sleep(${until} - Date.now())
      lockDaemon(path)
      say('locked')
      const {existsSync} = process.getBuiltinModule('node:fs')
      for (let look = 0; look < 1000 && !existsSync(path + '-over'); look++) await clock.sleep(20)
    `
    let refusals = 0
    const all = Array.from({length: 12}, async () => {
      const ended = await run(process.execPath, [program.path, place.path, script])
      // However long a process takes to start: who has the lock keeps it until all others have asked.
      if (ended.code !== 0 && ++refusals === 11) writeFileSync(`${place.path}-over`, '')
      return ended
    })
    const ended = await Promise.all(all)
    expect(ended.filter(({code}) => code === 0)).toHaveLength(1)
    const refused = ended.filter(({code}) => code !== 0)
    for (const {stderr} of refused) expect(stderr).toMatch(/^busy: another daemon runs on the database/)
  })

  it.each<[string, (lock: string) => void, RegExp]>([
    [
      'is no database',
      lock => writeFileSync(lock, 'x'.repeat(5000)),
      /-daemon-lock" is not an SQLite database/,
    ],
    ['is a folder', lock => mkdirSync(lock), /cannot be opened/],
  ])('is refused in words where its file %s', (_, make, message) => {
    make(`${place.path}-daemon-lock`)
    expect(() => lockDaemon(place.path)).toThrow(
      expect.objectContaining({code: 'storage', message: expect.stringMatching(message)}),
    )
  })

  it('is refused in words where there is no database', () => {
    rmSync(place.path)
    expect(() => lockDaemon(place.path)).toThrow(
      expect.objectContaining({code: 'storage', message: expect.stringContaining('cannot make the lock')}),
    )
    expect(existsSync(`${place.path}-daemon-lock`)).toBe(false)
  })
})
