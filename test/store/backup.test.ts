import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {Sqlite, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
let database: Database

beforeEach(async () => {
  database = await place.open()
  await withReview(database)
})

describe('a backup', () => {
  it('is one whole file that only its owner reads', async () => {
    const target = join(place.folder, 'copy.db')
    const written = await database.backup(target)
    expect(written).toEqual({path: target, bytes: statSync(target).size})
    expect(statSync(target).mode & 0o777).toBe(0o600)
    expect(readdirSync(place.folder).sort()).toEqual(['copy.db', 'state'])
    const copy = new Sqlite(target, {readonly: true})
    expect(copy.pragma('journal_mode', {simple: true})).toBe('delete')
    expect(copy.pragma('integrity_check', {simple: true})).toBe('ok')
    copy.close()
  })

  it.each<[string, (target: string) => void]>([
    ['a file', target => writeFileSync(target, 'mine')],
    ['a folder', target => mkdirSync(target)],
    ['a link to nowhere', target => symlinkSync('nowhere', target)],
  ])('never overwrites %s', async (_, make) => {
    const target = join(place.folder, 'copy.db')
    make(target)
    await expect(database.backup(target)).rejects.toMatchObject({
      code: 'conflict',
      message: `"${target}" exists already`,
    })
    expect(readdirSync(place.folder).sort()).toEqual(['copy.db', 'state'])
    if (statSync(target, {throwIfNoEntry: false})?.isFile()) expect(readFileSync(target, 'utf8')).toBe('mine')
  })

  it('to a name that two ask for at once is made by one; the other is told', async () => {
    const target = join(place.folder, 'copy.db')
    const other = await place.open()
    const outcomes = await Promise.allSettled([database.backup(target), other.backup(target)])
    expect(outcomes.map(({status}) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = outcomes.find(outcome => outcome.status === 'rejected')
    expect(refused).toMatchObject({reason: {code: 'conflict'}})
    expect(readdirSync(place.folder).sort()).toEqual(['copy.db', 'state'])
  })

  it.each([
    ['a folder that does not exist', 'missing/copy.db', 'ENOENT'],
    ['a path through a file', 'state/revsched.db/copy.db', 'ENOTDIR'],
  ])('into %s is refused in words', async (_, name, message) => {
    await expect(database.backup(join(place.folder, name))).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining(message),
    })
    expect(existsSync(join(place.folder, 'missing'))).toBe(false)
  })

  it('holds one moment, and comes to an end, while another connection writes without pause', async () => {
    const writer = new Sqlite(place.path)
    writer.exec('CREATE TABLE filler (body BLOB)')
    const fill = writer.prepare('INSERT INTO filler VALUES (zeroblob(4000))')
    // More than the 100 pages that are copied at a time: a writer between two of them makes a plain backup start over.
    writer.transaction(() => {
      for (let row = 0; row < 1000; row++) fill.run()
    })()
    let isWriting = true
    let written = 0
    const write = () => {
      if (!isWriting) return
      fill.run()
      written++
      setImmediate(write)
    }
    write()
    await database.backup(join(place.folder, 'copy.db'))
    isWriting = false
    writer.close()
    const copy = new Sqlite(join(place.folder, 'copy.db'), {readonly: true})
    const rows = copy.prepare('SELECT count(*) FROM filler').pluck().get()
    copy.close()
    expect(written).toBeGreaterThan(5)
    expect(rows).toBeGreaterThanOrEqual(1000)
    expect(rows).toBeLessThan(1000 + written)
  })

  it('keeps no writer waiting', async () => {
    const pending = database.backup(join(place.folder, 'copy.db'))
    await database.ensureUser('bea', 'team')
    await pending
    expect((await database.findUser('bea'))?.name).toBe('bea')
  })
})
