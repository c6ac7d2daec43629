import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import {rotateBackups} from '../../src/store/rotate-backups.js'
import {Sqlite, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
const at = new Date('2026-11-16T09:00:00.123Z')
const made = 'revsched.db.20261116T090000123.bak'
let folder = ''

/** The backup of so many days ago. */
const ofDay = (daysAgo: number) =>
  `revsched.db.${new Date(at.getTime() - daysAgo * 86_400_000).toISOString().replace(/[-:.Z]/g, '')}.bak`

const never = new AbortController().signal
const rotate = (changes: {keep?: number; folder?: string; signal?: AbortSignal} = {}) => {
  const {signal = never, ...order} = changes
  return rotateBackups({database: place.path, folder, keep: 7, at, ...order}, signal)
}

const inFolder = () => readdirSync(folder).sort()

/** Whole backups of this database, of those days. */
async function haveBackups(daysAgo: readonly number[]): Promise<void> {
  const copy = join(place.folder, 'copy.db')
  if (!existsSync(copy)) {
    const database = await place.open()
    await database.backup(copy)
  }
  for (const days of daysAgo) copyFileSync(copy, join(folder, ofDay(days)))
}

beforeEach(async () => {
  folder = join(place.folder, 'backups')
  mkdirSync(folder)
  await withReview(await place.openNew())
})

describe('a rotation', () => {
  it.each<{name: string; daysAgo: number[]; keep?: number; stay: number[]}>([
    {name: 'of none before', daysAgo: [], stay: []},
    {name: 'of one', daysAgo: [1], stay: [1]},
    {name: 'of one less than are kept', daysAgo: [1, 2, 3, 4, 5, 6], stay: [1, 2, 3, 4, 5, 6]},
    {name: 'of as many as are kept', daysAgo: [1, 2, 3, 4, 5, 6, 7], stay: [1, 2, 3, 4, 5, 6]},
    {name: 'of more than are kept', daysAgo: [1, 2, 3, 4, 5, 6, 7, 8], stay: [1, 2, 3, 4, 5, 6]},
    {name: 'that keeps one', daysAgo: [1, 2], keep: 1, stay: []},
    {name: 'after a clock that was ahead', daysAgo: [-9, -8, 1], keep: 2, stay: [-9]},
  ])('$name keeps the newest, and the new one in any case', async ({daysAgo, keep = 7, stay}) => {
    await haveBackups(daysAgo)
    const told = await rotate({keep})
    expect(inFolder()).toEqual([made, ...stay.map(ofDay)].sort())
    expect(told).toEqual({
      path: join(folder, made),
      bytes: statSync(join(folder, made)).size,
      removed: daysAgo.length - stay.length,
      problem: null,
    })
  })

  it('makes its folder, and a file that is whole and only its owner reads', async () => {
    folder = join(place.folder, 'far', 'away')
    await rotate()
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, made)).mode & 0o777).toBe(0o600)
    const copy = new Sqlite(join(folder, made), {readonly: true})
    expect(copy.pragma('integrity_check', {simple: true})).toBe('ok')
    expect(copy.prepare('SELECT name FROM scheduled_reviews').pluck().all()).toEqual(['weekly'])
    copy.close()
  })

  it('removes nothing that is not its own', async () => {
    await haveBackups([1])
    const other = await place.open({}, join(place.folder, 'other', 'revsched.db'))
    await other.ensureUser('bob', 'team')
    await other.backup(join(folder, ofDay(20)))
    writeFileSync(join(folder, ofDay(21)), 'notes of mine')
    writeFileSync(join(folder, ofDay(22)), '')
    mkdirSync(join(folder, ofDay(23)))
    symlinkSync(place.path, join(folder, ofDay(24)))
    const others = [
      'revsched.db.bak',
      `revsched.db.before-v9.${ofDay(30).slice(12)}`,
      `${ofDay(30)}.gz`,
      `other.db.${ofDay(30).slice(12)}`,
      `revschedxdb.${ofDay(30).slice(12)}`,
      'copy.db',
    ]
    for (const name of others) copyFileSync(join(folder, ofDay(1)), join(folder, name))
    const before = inFolder()
    expect(await rotate({keep: 1})).toMatchObject({removed: 1, problem: null})
    expect(inFolder()).toEqual([...before.filter(name => name !== ofDay(1)), made].sort())
  })

  it.each([
    ['of a process that is gone', `${ofDay(1)}.part-aB3xY9`, 3601, false],
    ['that may still be written', `${ofDay(1)}.part-aB3xY9`, 3599, true],
    ['of something else', 'copy.db.part-aB3xY9', 86_400, true],
  ])('of a half file %s', async (_, name, seconds, stays) => {
    const then = new Date(at.getTime() - seconds * 1000)
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'draft.db'), 'half')
    for (const path of [join(folder, name, 'draft.db'), join(folder, name)]) utimesSync(path, then, then)
    await rotate()
    expect(inFolder()).toEqual([made, ...(stays ? [name] : [])].sort())
  })
})

describe('a rotation that fails leaves what was there', () => {
  it('of a damaged database', async () => {
    await haveBackups([1, 2])
    const file = new Sqlite(place.path)
    file.unsafeMode()
    file.pragma('writable_schema = ON')
    file.exec("UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'analyses'")
    file.close()
    await expect(rotate({keep: 1})).rejects.toMatchObject({code: 'storage'})
    expect(inFolder()).toEqual([ofDay(1), ofDay(2)].sort())
  })

  it('that is ended', async () => {
    await haveBackups([1, 2])
    const reason = new RevschedError('terminated', 'ended')
    await expect(rotate({keep: 1, signal: AbortSignal.abort(reason)})).rejects.toBe(reason)
    expect(inFolder()).toEqual([ofDay(1), ofDay(2)].sort())
  })

  it('into a folder that cannot be made', async () => {
    await expect(rotate({folder: join(place.path, 'below a file')})).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('cannot use the folder of backups'),
    })
  })

  it('to remove an old one: the new one is there all the same, and it is told', async () => {
    await haveBackups([1])
    // Whose backups are to be removed cannot be found out any more.
    place.inFile('ALTER TABLE users RENAME COLUMN id TO was_id')
    expect(await rotate({keep: 1})).toMatchObject({
      removed: 0,
      problem: expect.stringContaining('old backups cannot be removed'),
    })
    expect(inFolder()).toEqual([made, ofDay(1)].sort())
  })
})
