import {readdirSync, statSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {configure, connect} from '../../src/store/connection.js'
import {shippedMigrations} from '../../src/store/migrate.js'
import {storeFolder} from '../support/a-store.js'
import {program, revsched, run} from '../support/program.js'

const place = storeFolder()

describe('a new database', () => {
  it('has the settings and modes that its promises rest on', async () => {
    const database = await place.open()
    const checks = await database.check({full: true})
    expect(checks.filter(check => !check.isOk)).toEqual([])
    expect(Object.fromEntries(checks.map(({name, detail}) => [name, detail]))).toMatchObject({
      integrity: 'ok',
      journal_mode: 'wal',
      synchronous: 'full',
      foreign_keys: 'on',
      secure_delete: 'on',
      'file mode': '0600',
      'folder mode': '0700',
    })
  })

  it('is at the version of the newest migration file', () => {
    expect(shippedMigrations.read().at(-1)!.version).toBe(shippedMigrations.latest)
  })

  it('is refused an insert that leads nowhere, on every connection', async () => {
    await place.open()
    const sqlite = await connect(place.path)
    configure(sqlite)
    const insert = "INSERT INTO analyses VALUES ('a', 'no such run', 'f', '[]', x'00', 1)"
    expect(() => sqlite.exec(insert)).toThrow('FOREIGN KEY')
    sqlite.close()
  })

  it('is private whatever the umask is', async () => {
    const home = join(place.folder, 'deep', 'home')
    const command = `umask 000; "${process.execPath}" "${program}" list`
    const ended = await run('sh', ['-c', command], {env: {HOME: home, REVSCHED_HOME: home}})
    expect(ended).toMatchObject({code: 0})
    expect(statSync(dirname(home)).mode & 0o777).toBe(0o700)
    expect(statSync(home).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'revsched.db')).mode & 0o777).toBe(0o600)
  })

  it('gives its log the same mode', async () => {
    const before = process.umask(0)
    try {
      const database = await place.open()
      await database.ensureUser('ann', 'team')
      const files = ['', '-wal', '-shm'].map(suffix => statSync(`${place.path}${suffix}`).mode & 0o777)
      expect(files).toEqual([0o600, 0o600, 0o600])
    } finally {
      process.umask(before)
    }
  })

  it('leaves nothing else in its folder', async () => {
    const database = await place.open()
    await database.ensureUser('ann', 'team')
    database.close()
    expect(readdirSync(dirname(place.path))).toEqual(['revsched.db'])
  })

  it('is made by eight commands at once, and all of them succeed', async () => {
    const home = join(place.folder, 'home')
    const ended = await Promise.all(Array.from({length: 8}, () => revsched(home, ['list', '--json'])))
    expect(ended.map(({code, stderr}) => ({code, stderr}))).toEqual(Array(8).fill({code: 0, stderr: ''}))
    expect(readdirSync(home)).toEqual(['revsched.db'])
    expect(await revsched(home, ['db', 'check'])).toMatchObject({code: 0})
  })

  it('is found through a symbolic link, also one that leads to no file yet', async () => {
    const first = await place.open()
    const link = join(place.folder, 'link.db')
    symlinkSync(place.path, link)
    const user = await first.ensureUser('ann', 'team')
    const second = await place.open({}, link)
    expect(await second.findUser('ann')).toEqual(user)
    const dangling = join(place.folder, 'dangling.db')
    symlinkSync(join(place.folder, 'nowhere.db'), dangling)
    await expect(place.open({}, dangling)).rejects.toMatchObject({code: 'storage'})
    expect(readdirSync(place.folder).sort()).toEqual(['dangling.db', 'link.db', 'state'])
  })
})
