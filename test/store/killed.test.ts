import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {userInfo} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeEach, describe, expect, it} from 'vitest'
import {shippedMigrations} from '../../src/store/migrate.js'
import {Sqlite, storeFolder} from '../support/a-store.js'
import {canTrace, injecting} from '../support/faults.js'
import {program, revsched, run, sampleFile} from '../support/program.js'
import {upgradeProgram} from '../support/upgrade-program.js'

// kill -9 at the n-th system call that changes a disk. Every n with REVSCHED_EVERY_KILL=1 (some minutes), else a handful.
const isEvery = process.env.REVSCHED_EVERY_KILL === '1'
const calls = 'pwrite64,fsync,fdatasync,ftruncate,unlink,rmdir,link,rename,mkdir'

const {latest} = shippedMigrations
const place = storeFolder()
const upgrade = upgradeProgram()
afterAll(upgrade.remove)

let home = ''
beforeEach(() => {
  home = join(place.folder, 'home')
})

/** What the program that was killed left is still a whole database that takes the next command. */
async function namesAfter(): Promise<string[]> {
  const database = await place.open({}, join(home, 'revsched.db'))
  const checks = await database.check({full: true})
  expect(checks.filter(({isOk}) => !isOk)).toEqual([])
  const user = await database.ensureUser(userInfo().username, 'team')
  const names = (await database.listReviews(user.id)).map(({name}) => name)
  database.close()
  return names
}

type Case = {
  name: string
  /** Fills `home` before each kill. */
  prepare(): Promise<void>
  command(): string[]
  /** Looks at what is left; `isDone` when the command had ended before it could be killed. */
  examine(isDone: boolean): Promise<void>
}

const add = (name: string) => ['add', name, '--connection', 'emea', '--schedule', '0 6 * * 1']
const cli = (...words: string[]) => [process.execPath, program, ...words]

async function done(...words: string[]): Promise<void> {
  expect(await revsched(home, words)).toMatchObject({code: 0})
}

/** The connection "emea" and the review "old". */
async function prepareOld(): Promise<void> {
  await done('connection', 'add', 'file', 'emea', '--path', sampleFile)
  await done(...add('old'))
}

const leftovers = () => readdirSync(home).filter(name => !/^revsched\.db(-wal|-shm)?$/.test(name))

const cases: Case[] = [
  {
    name: 'the first start',
    prepare: async () => mkdirSync(home),
    command: () => cli('list'),
    async examine() {
      expect(await namesAfter()).toEqual([])
    },
  },
  {
    name: 'a command that writes',
    prepare: prepareOld,
    command: () => cli(...add('new')),
    async examine(isDone) {
      const names = await namesAfter()
      expect(names).toEqual(names.length === 2 || isDone ? ['new', 'old'] : ['old'])
      await done(...add('another'))
    },
  },
  {
    name: 'a run',
    prepare: prepareOld,
    command: () => cli('run-now', 'old', '--json', '--output', join(home, 'report.json')),
    async examine(isDone) {
      await namesAfter()
      const {stdout} = await revsched(home, ['history', '--json'])
      const runs = JSON.parse(stdout) as {status: string; healthScore: number | null}[]
      if (isDone) expect(runs.map(({status}) => status)).toEqual(['completed'])
      for (const {status, healthScore} of runs) expect(healthScore === null).toBe(status !== 'completed')
      if (existsSync(join(home, 'report.json'))) JSON.parse(readFileSync(join(home, 'report.json'), 'utf8'))
      await done('run-now', 'old')
    },
  },
  {
    name: 'a backup',
    prepare: prepareOld,
    command: () => cli('db', 'backup', join(home, 'copy.db')),
    async examine(isDone) {
      expect(await namesAfter()).toEqual(['old'])
      const copy = join(home, 'copy.db')
      if (isDone) expect(existsSync(copy)).toBe(true)
      if (existsSync(copy)) expect(wholeVersion(copy)).toBe(latest)
      await done('db', 'backup', join(home, 'second.db'))
    },
  },
  {
    name: 'a restore',
    async prepare() {
      await prepareOld()
      await done('db', 'backup', join(home, 'copy.db'))
      await done(...add('new'))
    },
    command: () => cli('db', 'restore', join(home, 'copy.db')),
    async examine(isDone) {
      const names = await namesAfter()
      expect(names).toEqual(names.length === 1 || isDone ? ['old'] : ['new', 'old'])
      const kept = leftovers().filter(name => name.endsWith('.bak'))
      if (names.length === 1) expect(kept).toHaveLength(1)
      await done('db', 'restore', join(home, 'copy.db'))
      expect(await namesAfter()).toEqual(['old'])
    },
  },
  {
    name: 'a migration',
    prepare: prepareOld,
    command: () => [process.execPath, upgrade.path, join(home, 'revsched.db'), addsNotes],
    async examine(isDone) {
      const path = join(home, 'revsched.db')
      const version = wholeVersion(path)
      expect([latest, latest + 1]).toContain(version)
      if (isDone) expect(version).toBe(latest + 1)
      const kept = leftovers().filter(name => name.endsWith('.bak'))
      for (const name of kept) expect(wholeVersion(join(home, name))).toBe(latest)
      if (version === latest + 1) expect(kept).toHaveLength(1)
      else expect(await namesAfter()).toEqual(['old'])
      expect(await run(process.execPath, [upgrade.path, path, addsNotes])).toMatchObject({code: 0})
      expect(wholeVersion(path)).toBe(latest + 1)
    },
  },
]

const addsNotes = 'CREATE TABLE notes (body TEXT NOT NULL) STRICT; INSERT INTO notes SELECT name FROM users;'

/** The version of a database without damage, whose tables are those of that version. */
function wholeVersion(path: string): number {
  const file = new Sqlite(path)
  expect(file.pragma('integrity_check', {simple: true})).toBe('ok')
  const version = file.pragma('user_version', {simple: true}) as number
  const notes = file.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'").pluck().get()
  expect(notes).toBe(version === latest + 1 ? 1 : 0)
  expect(file.prepare('SELECT name FROM scheduled_reviews ORDER BY name').pluck().all()).toContain('old')
  file.close()
  return version
}

/** The names of the calls that the main thread makes, in order. */
async function tracedCalls(command: readonly string[]): Promise<string[]> {
  const trace = join(place.folder, 'trace')
  const strace = ['-f', '-qq', '-o', trace, '-e', `trace=${calls}`]
  await run('strace', [...strace, ...command], {env: environment()})
  const lines = readFileSync(trace, 'utf8').trim().split('\n')
  const main = lines[0]!.split(' ')[0]
  return lines
    .filter(line => line.startsWith(`${main} `))
    .flatMap(line => /^\d+ +(\w+)\(/.exec(line)?.[1] ?? [])
}

/** At a point of all calls, the first being 1; strace counts each name by itself. Null behind the last one. */
function killingAt(traced: readonly string[], point: number): string[] | null {
  const name = traced[point - 1]
  if (name === undefined) return null
  const nth = traced.slice(0, point).filter(other => other === name).length
  return injecting(name, `signal=KILL:when=${nth}`)
}

function environment(): NodeJS.ProcessEnv {
  return {HOME: home, REVSCHED_HOME: home, TZ: 'America/New_York'}
}

function pointsUpTo(count: number): number[] {
  if (isEvery) return Array.from({length: count + 1}, (_, index) => index + 1)
  return [...new Set([1, Math.round(count / 3), Math.round((2 * count) / 3), count - 1, count + 1])]
}

describe.skipIf(!canTrace)('kill -9 (needs strace)', () => {
  it.each(cases)(
    'during $name leaves all of it or nothing',
    async ({prepare, command, examine}) => {
      await prepare()
      const template = join(place.folder, 'template')
      cpSync(home, template, {recursive: true})
      const traced = await tracedCalls(command())
      const count = traced.length
      expect(count).toBeGreaterThan(5)
      let kills = 0
      for (const point of pointsUpTo(count)) {
        rmSync(home, {recursive: true})
        cpSync(template, home, {recursive: true})
        const [first, ...args] = [...(killingAt(traced, point) ?? []), ...command()]
        const {code} = await run(first!, args, {env: environment()})
        if (code !== 0) kills++
        await examine(code === 0).catch(error => {
          throw new Error(`killed at call ${point} of ${count}: ${error.message}`, {cause: error})
        })
      }
      // Not behind the last call, and not where a run made fewer calls than the traced one.
      expect(kills).toBeGreaterThan(pointsUpTo(count).length / 2)
    },
    1_200_000,
  )
})
