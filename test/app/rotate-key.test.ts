import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import {rotateKey} from '../../src/app/rotate-key.js'
import {pingPlace} from '../../src/domain/ping/ping-target.js'
import type {SecretPlace} from '../../src/domain/ports/secret-box.js'
import type {Database} from '../../src/domain/ports/store.js'
import {keyRotation} from '../../src/platform/key-rotation.js'
import type {KeyPlaces} from '../../src/platform/master-key.js'
import {secretBox} from '../../src/platform/secret-box.js'
import {storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
const aKey = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const variable = 'REVSCHED_MASTER_KEY'

let database: Database
let places: KeyPlaces
let secrets: {place: SecretPlace; text: string}[]

beforeEach(async () => {
  database = await place.open()
  places = {env: {}, keyFile: join(place.folder, 'data', 'revsched.key')}
  const {connection, review} = await withReview(database)
  secrets = [
    {place: {table: 'crm_connections', id: connection.id, field: 'secret'}, text: 'refresh token'},
    {place: {table: 'scheduled_reviews', id: review.id, field: 'slack_webhook_url'}, text: 'webhook'},
    {place: pingPlace(review.id), text: 'ping url'},
  ]
})

/** Seals a secret into each column, with the keys as they are at this moment. */
async function sealAll(): Promise<void> {
  for (const {place: at, text} of secrets) {
    const hex = Buffer.from(await secretBox(places).seal(text, at)).toString('hex')
    place.inFile(`UPDATE ${at.table} SET ${at.field} = x'${hex}' WHERE id = '${at.id}'`)
  }
}

/** What a new process opens. */
async function opened(from: KeyPlaces = places): Promise<string[]> {
  const box = secretBox(from)
  const stored = await database.listSecrets()
  return Promise.all(stored.map(async ({sealed, place}) => box.open(sealed, place)))
}

const all = ['refresh token', 'webhook', 'ping url']
const keyNames = async () =>
  new Set((await database.listSecrets()).map(({sealed}) => keyRotation(places).keyOf(sealed))).size
const rotate = (newKey: string | null = null, keepsOldKey = false) =>
  rotateKey({secrets: database, rotation: keyRotation(places)}, {newKey, keepsOldKey})
const keyFiles = () => readdirSync(join(place.folder, 'data')).sort()
const keyIn = (path: string) => readFileSync(path, 'utf8').trim()

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    ({code, message, hint}) => ({code, message, hint}),
  )

/** A folder of credentials as systemd passes it on. */
function credential(key: string): NodeJS.ProcessEnv {
  const folder = join(place.folder, 'credentials')
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'revsched-key'), key)
  return {CREDENTIALS_DIRECTORY: folder}
}

describe('a key file', () => {
  it.each([
    ['a random key', null],
    ['a given key', aKey(9)],
  ])('is replaced by %s, and nothing else is left beside it', async (_, given) => {
    await sealAll()
    const old = keyIn(places.keyFile)
    expect(await rotate(given)).toMatchObject({secrets: 3, outcome: 'replaced', next: null})
    expect(await opened()).toEqual(all)
    expect(await keyNames()).toBe(1)
    expect(keyFiles()).toEqual(['revsched.key'])
    expect(statSync(places.keyFile).mode & 0o777).toBe(0o600)
    expect(keyIn(places.keyFile)).not.toBe(old)
    if (given) expect(keyIn(places.keyFile)).toBe(given)
    // A second time it is one more key, not the end of the first change.
    expect(await rotate()).toMatchObject({secrets: 3, outcome: 'replaced'})
    expect(await opened()).toEqual(all)
  })

  it('is replaced though nothing is sealed with it', async () => {
    await sealAll()
    place.inFile(
      'UPDATE crm_connections SET secret = NULL; UPDATE scheduled_reviews SET slack_webhook_url = NULL, ping_url = NULL',
    )
    const old = keyIn(places.keyFile)
    expect(await rotate()).toMatchObject({secrets: 0, outcome: 'replaced'})
    expect(keyIn(places.keyFile)).not.toBe(old)
  })

  it('that is not there is not made, unless a key is given', async () => {
    expect(await rotate()).toMatchObject({outcome: 'none'})
    expect(existsSync(places.keyFile)).toBe(false)
    expect(await rotate(aKey(4))).toMatchObject({outcome: 'replaced', secrets: 0})
    expect(keyIn(places.keyFile)).toBe(aKey(4))
  })

  it('serves another database until that is sealed anew as well', async () => {
    await sealAll()
    const first = database
    database = await place.open({}, join(place.folder, 'other.db'))
    await withReview(database)
    const other = await database.listSecrets()
    expect(other).toEqual([])
    const [at] = (await first.listSecrets()).slice(2)
    const review = await database.findReview((await database.findUser('ann'))!.id, 'weekly')
    await database.updateReview({...review, pingUrl: {sealed: at!.sealed, shown: 'x'}}, review.updatedAt)
    expect(await opened()).toEqual(['ping url'])
    database = first
    await rotate(null, true)
    const key = keyIn(places.keyFile)
    expect(keyFiles()).toHaveLength(2)
    database = await place.open({}, join(place.folder, 'other.db'))
    expect(await opened()).toEqual(['ping url'])
    expect(await refused(rotate(aKey(5)))).toMatchObject({code: 'conflict'})
    expect(await rotate()).toMatchObject({secrets: 1, outcome: 'finished'})
    expect([keyIn(places.keyFile), keyFiles()]).toEqual([key, ['revsched.key']])
    expect(await opened()).toEqual(['ping url'])
    database = first
    expect(await opened()).toEqual(all)
  })
})

describe.each([
  ['systemd credential', credential],
  ['environment', (key: string): NodeJS.ProcessEnv => ({[variable]: key})],
])('a key of revsched (%s)', (kind, env) => {
  beforeEach(async () => {
    places = {...places, env: env(aKey(1))}
    await sealAll()
  })

  it('wants the new one, and changes nothing without', async () => {
    const before = place.dump()
    expect(await refused(rotate())).toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('--new-key-stdin'),
    })
    expect(place.dump()).toEqual(before)
    expect(existsSync(join(place.folder, 'data'))).toBe(false)
  })

  it('opens everything at each step, also when nobody goes on', async () => {
    const steps: unknown[] = [(await rotate(aKey(2))).next]
    expect([await opened(), await keyNames()]).toEqual([all, 1])
    // The same again, with the old key in its place still.
    expect(await rotate()).toMatchObject({secrets: 0, outcome: 'finished', source: {kind}})
    expect(await rotate(aKey(2))).toMatchObject({secrets: 0, outcome: 'finished'})
    expect(await opened()).toEqual(all)
    // What is sealed in between is sealed with the new key.
    await sealAll()
    expect([await opened(), await keyNames()]).toEqual([all, 1])
    places = {...places, env: env(aKey(2))}
    expect(await opened()).toEqual(all)
    const {next} = await rotate()
    steps.push(next)
    const where = `${places.keyFile}.next`
    expect(steps).toEqual([{where, isCurrent: false}, null])
    expect(keyFiles()).toEqual([])
    expect(await opened()).toEqual(all)
    expect(await refused(opened({...places, env: env(aKey(1))}))).toMatchObject({code: 'config'})
  })

  it('goes on with the new one that is ready, and with no third', async () => {
    await rotate(aKey(2))
    expect(await refused(rotate(aKey(3)))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('revsched.key.next'),
    })
    expect(await opened()).toEqual(all)
  })

  it.each([
    ['the one in use', aKey(1), 'usage'],
    ['a passphrase', 'correct horse battery staple', 'config'],
    ['one byte short', Buffer.alloc(31, 1).toString('base64'), 'config'],
  ])('takes no new key that is %s', async (_, given, code) => {
    const answer = await refused(rotate(given))
    expect(answer).toMatchObject({code})
    expect(JSON.stringify(answer)).not.toContain(given)
    expect([await opened(), existsSync(`${places.keyFile}.next`)]).toEqual([all, false])
  })

  it('that is the wrong one changes nothing', async () => {
    places = {...places, env: env(aKey(7))}
    const before = place.dump()
    expect(await refused(rotate(aKey(2)))).toMatchObject({
      code: 'config',
      message: expect.stringContaining('the secret of the connection "emea" cannot be sealed anew'),
    })
    expect(place.dump()).toEqual(before)
    expect(existsSync(`${places.keyFile}.next`)).toBe(false)
  })
})

it('a key file that is gone changes nothing', async () => {
  await sealAll()
  rmSync(places.keyFile)
  const before = place.dump()
  expect(await refused(rotate())).toMatchObject({
    code: 'config',
    message: expect.stringContaining('is missing'),
  })
  expect([place.dump(), keyFiles()]).toEqual([before, []])
})

it('a secret that is damaged is named, and nothing is changed', async () => {
  await sealAll()
  place.inFile("UPDATE scheduled_reviews SET ping_url = CAST(ping_url || x'00' AS BLOB)")
  const before = place.dump()
  expect(await refused(rotate())).toMatchObject({
    code: 'config',
    message: expect.stringContaining('the ping URL of "weekly" cannot be sealed anew'),
    hint: 'give the secret again',
  })
  expect([place.dump(), keyFiles()]).toEqual([before, ['revsched.key']])
})

describe('meanwhile', () => {
  it('what another process sealed with the old key and has not stored cannot be stored any more', async () => {
    await sealAll()
    const late = await secretBox(places).seal('late', secrets[2]!.place)
    await rotate()
    const {id: userId} = (await database.findUser('ann'))!
    const review = await database.findReview(userId, 'weekly')
    const store = (sealed: Uint8Array) =>
      database.updateReview({...review, pingUrl: {sealed, shown: 'x'}}, review.updatedAt)
    expect(await refused(store(late))).toMatchObject({code: 'conflict'})
    expect(await opened()).toEqual(all)
    await store(await secretBox(places).seal('late', secrets[2]!.place))
    expect(await opened()).toEqual(['refresh token', 'webhook', 'late'])
  })

  it('what another process stores with the old key is sealed anew as well', async () => {
    await sealAll()
    const late = Buffer.from(await secretBox(places).seal('late', secrets[2]!.place)).toString('hex')
    let isStored = false
    const racing: Database = {
      ...database,
      replaceSecrets: async input => {
        if (!isStored) place.inFile(`UPDATE scheduled_reviews SET ping_url = x'${late}'`)
        isStored = true
        return database.replaceSecrets(input)
      },
    }
    const rotation = keyRotation(places)
    expect(await rotateKey({secrets: racing, rotation}, {newKey: null, keepsOldKey: false})).toMatchObject({
      secrets: 3,
    })
    expect(await opened()).toEqual(['refresh token', 'webhook', 'late'])
    expect(await keyNames()).toBe(1)
  })

  it('a process that knows the old key opens and seals with the new one', async () => {
    await sealAll()
    const daemon = secretBox(places)
    const openAll = async () =>
      Promise.all((await database.listSecrets()).map(({sealed, place}) => daemon.open(sealed, place)))
    const before = await database.listSecrets()
    expect(await openAll()).toEqual(all)
    await rotate()
    expect(await openAll()).toEqual(all)
    // Read before, and opened only now.
    expect(await daemon.open(before[0]!.sealed, before[0]!.place)).toBe('refresh token')
    const sealed = await daemon.seal('new', secrets[0]!.place)
    expect(await secretBox(places).open(sealed, secrets[0]!.place)).toBe('new')
  })
})
