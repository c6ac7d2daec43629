import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import type {SecretPlace} from '../../src/domain/ports/secret-box.js'
import {secretBox} from '../../src/platform/secret-box.js'
import {storeFolder} from '../support/a-store.js'
import {canTrace, injecting} from '../support/faults.js'
import {program, run, sampleFile} from '../support/program.js'

// kill -9 at system calls that change a disk while the master key is replaced. strace counts per thread: SQLite writes in the
// main one, key files are written in another, so both are gone through.

// Node's threads wake each other by `write` as well, dozens of times: with REVSCHED_EVERY_KILL=1 (minutes).
const isEvery = process.env.REVSCHED_EVERY_KILL === '1'
const series = [
  // SQLite makes some forty of them, most within one transaction.
  {calls: 'pwrite64,fdatasync,ftruncate', stride: isEvery ? 1 : 3},
  {calls: 'link,rename,mkdir', stride: 1},
  {calls: 'fsync', stride: 1},
  {calls: 'unlink', stride: 1},
  ...(isEvery ? [{calls: 'write', stride: 1}] : []),
]

const place = storeFolder()
let home = ''
beforeEach(() => {
  home = join(place.folder, 'home')
})

const [oldKey, newKey] = [1, 2].map(byte => Buffer.alloc(32, byte).toString('base64')) as [string, string]

/** `env` is how the key is given before; null for the key file. */
const cases = [
  {name: 'a key file', before: {}, after: {}, given: false},
  {
    name: 'a key in the environment',
    before: {REVSCHED_MASTER_KEY: oldKey},
    after: {REVSCHED_MASTER_KEY: newKey},
    given: true,
  },
]

const environment = (env: NodeJS.ProcessEnv) => ({
  HOME: home,
  REVSCHED_HOME: home,
  TZ: 'UTC',
  // One thread for files: its calls are counted in their order.
  UV_THREADPOOL_SIZE: '1',
  ...env,
})

async function done(words: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const ended = await run(process.execPath, [program, ...words], {env: environment(env)})
  expect(ended).toMatchObject({code: 0})
  return ended.stdout
}

const places: readonly [string, string][] = [
  ['crm_connections', 'secret'],
  ['scheduled_reviews', 'slack_webhook_url'],
  ['scheduled_reviews', 'ping_url'],
]

/** A secret in every column. */
async function prepare(env: NodeJS.ProcessEnv): Promise<void> {
  mkdirSync(home)
  await done(['connection', 'add', 'file', 'emea', '--path', sampleFile], env)
  await done(['add', 'weekly', '--connection', 'emea', '--schedule', '0 6 * * 1'], env)
  const database = await open()
  const box = secretBox({env, keyFile: join(home, 'revsched.key')})
  const user = (await database.listUsers())[0]!
  const ids = {
    crm_connections: (await database.listConnections(user.id))[0]!.id,
    scheduled_reviews: (await database.listReviews(user.id))[0]!.id,
  }
  for (const [table, field] of places) {
    const at: SecretPlace = {table, id: ids[table as keyof typeof ids], field}
    const sealed = Buffer.from(await box.seal(`${table} ${field}`, at)).toString('hex')
    place.inFile(`UPDATE ${table} SET ${field} = x'${sealed}'`, join(home, 'revsched.db'))
  }
  database.close()
}

const open = () => place.open({}, join(home, 'revsched.db'))

async function opened(env: NodeJS.ProcessEnv): Promise<string[]> {
  const database = await open()
  const box = secretBox({env, keyFile: join(home, 'revsched.key')})
  const stored = await database.listSecrets()
  database.close()
  return Promise.all(stored.map(({sealed, place}) => box.open(sealed, place)))
}

const all = places.map(([table, field]) => `${table} ${field}`)
const keyFiles = () => readdirSync(home).filter(name => /\.key(?!-lock)/.test(name))

describe.skipIf(!canTrace)('kill -9 (needs strace) while the key is replaced', () => {
  it.each(
    cases.flatMap(one =>
      series.map(kind => ({
        ...one,
        ...kind,
      })),
    ),
  )(
    '$name, at $calls',
    async ({before, after, given, calls, stride}) => {
      await prepare(before)
      const template = join(place.folder, 'template')
      cpSync(home, template, {recursive: true})
      writeFileSync(join(place.folder, 'new-key'), `${newKey}\n`)
      const command = `exec "$0" "$1" connection rotate-key ${given ? `--new-key-stdin < '${join(place.folder, 'new-key')}'` : ''}`
      let point = 1
      for (let isDone = false; !isDone; point += stride) {
        rmSync(home, {recursive: true})
        cpSync(template, home, {recursive: true})
        const [strace, ...args] = injecting(calls, `signal=KILL:when=${point}`)
        const ended = await run(strace!, [...args, 'sh', '-c', command, process.execPath, program], {
          env: environment(before),
        })
        isDone = ended.code === 0
        const told = `killed at ${calls} ${point}`
        // Left as it is, everything opens.
        expect(await opened(before), told).toEqual(all)
        const words = given && !keyFiles().includes('revsched.key.next') ? ['--new-key-stdin'] : []
        const again = await run(
          'sh',
          [
            '-c',
            `exec "$0" "$@" < '${join(place.folder, 'new-key')}'`,
            process.execPath,
            program,
            'connection',
            'rotate-key',
            ...words,
          ],
          {env: environment(before)},
        )
        expect(again, told).toMatchObject({code: 0})
        expect(await opened(before), told).toEqual(all)
        if (given) await done(['connection', 'rotate-key'], after)
        expect([await opened(after), keyFiles()], told).toEqual([all, given ? [] : ['revsched.key']])
        const stale = given
          ? before
          : {REVSCHED_MASTER_KEY: readFileSync(join(template, 'revsched.key'), 'utf8')}
        await expect(opened(stale), told).rejects.toMatchObject({code: 'config'})
      }
      expect(point).toBeGreaterThan(1)
    },
    600_000,
  )
})
