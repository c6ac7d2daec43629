import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import {dirname} from 'node:path'
import {expect, it} from 'vitest'
import {restoreDatabase} from '../../src/store/restore.js'
import {Sqlite, storeFolder, storeOptions, withReview} from '../support/a-store.js'

const place = storeFolder()
const inFolder = () => readdirSync(dirname(place.path)).sort()

it.each([
  [['-daemon-lock'], true],
  [['-wal'], true],
  [['-shm'], true],
  [['-journal'], true],
  [['-wal', '-shm', '-daemon-lock'], true],
  [['.before-v2.20261116T090000000.bak'], false],
  [['-before'], false],
  [[], false],
])('where %j is left beside a missing database, none is made: %s', async (suffixes, isRefused) => {
  mkdirSync(dirname(place.path))
  for (const suffix of suffixes) writeFileSync(`${place.path}${suffix}`, '')
  const left = inFolder()
  const opened = place.open()
  if (!isRefused) return expect((await opened).isInPlace()).toBe(true)
  const names = suffixes.map(suffix => `revsched.db${suffix}`).join(', ')
  await expect(opened).rejects.toMatchObject({
    code: 'config',
    message: `the database "${place.path}" is missing, though it left ${names}; none was made in its place`,
    hint: expect.stringMatching(`revsched db restore <file>; .* move away ${names}$`),
  })
  expect(inFolder()).toEqual(left)
  for (const suffix of suffixes) renameSync(`${place.path}${suffix}`, `${place.folder}/gone${suffix}`)
  expect((await place.open()).isInPlace()).toBe(true)
})

it('a restore in the place of a lost database does not play its log into the backup, and keeps it', async () => {
  const database = await place.openNew()
  await withReview(database)
  const backup = `${place.folder}/copy.db`
  await database.backup(backup)
  const lost = new Sqlite(place.path)
  lost.exec("UPDATE users SET name = 'changed since'")
  const wal = `${place.path}-wal`
  copyFileSync(wal, `${place.folder}/log`)
  lost.close()
  database.close()
  unlinkSync(place.path)
  copyFileSync(`${place.folder}/log`, wal)
  expect(await restoreDatabase(place.path, backup, storeOptions)).toMatchObject({replacedPath: null})
  expect(existsSync(wal)).toBe(false)
  expect(inFolder()).toEqual([
    'revsched.db',
    expect.stringMatching(/^revsched\.db\.before-restore\.\w+\.bak-wal$/),
  ])
  expect(await (await place.open()).findUser('ann')).not.toBeNull()
})
