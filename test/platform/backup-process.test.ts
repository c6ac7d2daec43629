import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {beforeEach, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import {backupProcess} from '../../src/platform/backup-process.js'
import {Sqlite, storeFolder} from '../support/a-store.js'
import {root} from '../support/program.js'

// The process that makes backups, as it is built.

const place = storeFolder()
const makeBackup = backupProcess(join(root, 'dist/backup-process.js'))
const at = new Date('2026-11-16T09:00:00.000Z')
let folder = ''
let stop = new AbortController()

const make = (changes: {folder?: string} = {}) =>
  makeBackup({database: place.path, folder, keep: 7, at, ...changes}, stop.signal)

beforeEach(async () => {
  folder = join(place.folder, 'backups')
  stop = new AbortController()
  await place.openNew()
})

async function until(look: () => boolean): Promise<void> {
  while (!look()) await pause(1)
}

it('makes one', async () => {
  const path = join(folder, 'revsched.db.20261116T090000000.bak')
  expect(await make()).toMatchObject({path, removed: 0, problem: null})
  expect(existsSync(path)).toBe(true)
})

it('says why it makes none, and what to do', async () => {
  const made = make({folder: join(place.path, 'below-a-file')})
  await expect(made).rejects.toBeInstanceOf(RevschedError)
  await expect(made).rejects.toMatchObject({code: 'storage', hint: expect.stringContaining('backupFolder')})
})

it('says when there is nothing to start', async () => {
  const made = backupProcess(join(root, 'dist/no-such-file.js'))(
    {database: place.path, folder, keep: 7, at},
    stop.signal,
  )
  await expect(made).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('ended without a word'),
  })
})

it('is not waited for when it is to end, and leaves nothing half', async () => {
  const filler = new Sqlite(place.path)
  filler.exec('CREATE TABLE filler (body BLOB)')
  filler.transaction(() => {
    for (let row = 0; row < 40; row++) filler.exec('INSERT INTO filler VALUES (zeroblob(1000000))')
  })()
  filler.close()
  const made = make()
  await until(() => existsSync(folder) && readdirSync(folder).length > 0)
  const reason = new Error('stopped')
  stop.abort(reason)
  await expect(made).rejects.toBe(reason)
  await until(() => readdirSync(folder).length === 0)
  await expect(make()).rejects.toBe(reason)
})
