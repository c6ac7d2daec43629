import {describe, expect, it} from 'vitest'
import type {SecretReplacement} from '../../src/domain/ports/secret-box.js'
import {Sqlite, storeFolder, withReview} from '../support/a-store.js'
import {aChannel} from '../support/an-outbox.js'

const place = storeFolder()
const pingUrl = {sealed: new Uint8Array([1, 2, 3]), shown: 'https://hc-ping.com/eb09…'}

it('a sealed URL comes back as it was stored, and goes away again', async () => {
  const database = await place.open()
  const {user, review} = await withReview(database)
  await database.updateReview({...review, pingUrl}, review.updatedAt)
  const found = (await database.findReview(user.id, review.id)).pingUrl!
  expect([...found.sealed, found.shown]).toEqual([1, 2, 3, pingUrl.shown])
  await database.updateReview({...review, pingUrl: null}, review.updatedAt)
  expect((await database.findReview(user.id, review.id)).pingUrl).toBeNull()
})

it('every secret of the database is listed with its place', async () => {
  const database = await place.open()
  const {review, connection} = await withReview(database)
  expect(await database.listSecrets()).toEqual([])
  await database.updateReview({...review, pingUrl}, review.updatedAt)
  place.inFile(
    "UPDATE crm_connections SET secret = x'04'; UPDATE scheduled_reviews SET slack_webhook_url = x'05'",
  )
  const listed = (await database.listSecrets()).map(({sealed, ...rest}) => ({...rest, sealed: [...sealed]}))
  expect(listed).toEqual([
    {
      place: {table: 'crm_connections', id: connection.id, field: 'secret'},
      name: 'secret of the connection "emea"',
      sealed: [4],
    },
    {
      place: {table: 'scheduled_reviews', id: review.id, field: 'slack_webhook_url'},
      name: 'Slack webhook of "weekly"',
      sealed: [5],
    },
    {
      place: {table: 'scheduled_reviews', id: review.id, field: 'ping_url'},
      name: 'ping URL of "weekly"',
      sealed: [1, 2, 3],
    },
  ])
})

it('no column that holds a secret is forgotten', async () => {
  const database = await place.open()
  const {user} = await withReview(database)
  await database.addChannel(aChannel({userId: user.id}), null)
  const sql = `SELECT m.name || '.' || c.name AS name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND c.type = 'BLOB' AND m.name NOT IN ('analyses', 'kept_records', 'review_inputs') ORDER BY 1`
  const file = new Sqlite(place.path, {readonly: true})
  const columns = file
    .prepare<[], {name: string}>(sql)
    .all()
    .map(({name}) => name)
  file.close()
  place.inFile(
    columns
      .map(name => name.split('.'))
      .map(([table, column]) => `UPDATE ${table} SET ${column} = x'01'`)
      .join(';'),
  )
  const listed = (await database.listSecrets()).map(({place: {table, field}}) => `${table}.${field}`)
  expect(listed.sort()).toEqual(columns)
})

/** A secret of which only the name of its key matters. */
const sealedBy = (key: string, text = 7) => Uint8Array.from([1, ...Buffer.from(key, 'hex'), text])
const [oldKey, newKey] = ['0A0B0C0D', '1A1B1C1D']

/** Every column holds a secret of the old key. */
async function withSecrets() {
  const database = await place.open()
  const {review} = await withReview(database)
  place.inFile(`UPDATE crm_connections SET secret = x'01${oldKey}07';
    UPDATE scheduled_reviews SET slack_webhook_url = x'01${oldKey}07', ping_url = x'01${oldKey}07'`)
  const replacements: SecretReplacement[] = (await database.listSecrets()).map(secret => ({
    place: secret.place,
    from: secret.sealed,
    to: sealedBy(newKey),
  }))
  const keysOf = async () =>
    (await database.listSecrets()).map(({sealed}) => Buffer.from(sealed).toString('hex', 1, 5).toUpperCase())
  return {database, review, replacements, keysOf}
}

describe('replacing secrets', () => {
  const wish = {keyName: newKey, retired: [oldKey]}

  it('exchanges those of every column at once', async () => {
    const {database, replacements, keysOf} = await withSecrets()
    expect(await database.replaceSecrets({...wish, replacements})).toEqual({replaced: 3, left: 0})
    expect(await keysOf()).toEqual([newKey, newKey, newKey])
  })

  it('leaves what was changed meanwhile, tells of it, and refuses no key before nothing is left', async () => {
    const {database, replacements, keysOf} = await withSecrets()
    place.inFile(`UPDATE scheduled_reviews SET ping_url = x'01${oldKey}08'`)
    expect(await database.replaceSecrets({...wish, replacements})).toEqual({replaced: 2, left: 1})
    expect(await keysOf()).toEqual([newKey, newKey, oldKey])
    place.inFile(`UPDATE scheduled_reviews SET ping_url = x'01${oldKey}09'`)
    const rest = [{...replacements[2]!, from: sealedBy(oldKey, 9)}]
    expect(await database.replaceSecrets({...wish, replacements: rest})).toEqual({replaced: 1, left: 0})
  })

  it('changes no other column than those of secrets', async () => {
    const {database, replacements} = await withSecrets()
    const at = {...replacements[0]!.place, field: 'settings'}
    const strange = [{...replacements[0]!, place: at}]
    expect(await database.replaceSecrets({...wish, replacements: strange})).toEqual({replaced: 0, left: 3})
  })

  it.each([
    [
      'a new connection',
      "INSERT INTO crm_connections (id, user_id, name, kind, settings, secret, created_at) SELECT 'x', user_id, 'x', kind, settings, x'01…07', 1 FROM crm_connections",
    ],
    ['a connection', "UPDATE crm_connections SET secret = x'01…07'"],
    ['a Slack webhook', "UPDATE scheduled_reviews SET slack_webhook_url = x'01…07'"],
    ['a ping URL', "UPDATE scheduled_reviews SET ping_url = x'01…07'"],
  ])('lets nobody store a secret of a retired key: %s', async (_, sql) => {
    const {database, replacements} = await withSecrets()
    await database.replaceSecrets({...wish, replacements})
    const change = (key: string) => () => place.inFile(sql.replace('…', key))
    expect(change(oldKey)).toThrow('sealed with a retired key')
    expect(change(newKey)).not.toThrow()
  })

  it('says so in words, as of something that can pass: read again, it is another secret', async () => {
    const {database, review, replacements} = await withSecrets()
    await database.replaceSecrets({...wish, replacements})
    const late = (key: string) =>
      database.updateReview({...review, pingUrl: {sealed: sealedBy(key), shown: '…'}}, review.updatedAt)
    await expect(late(oldKey)).rejects.toMatchObject({
      code: 'conflict',
      message: 'the master key was replaced meanwhile; nothing was changed',
      canPass: true,
    })
    await late(newKey)
  })

  it('takes a key back that was retired', async () => {
    const {database, replacements} = await withSecrets()
    await database.replaceSecrets({...wish, replacements})
    const back = replacements.map(({place, from, to}) => ({place, from: to, to: from}))
    expect(await database.replaceSecrets({replacements: back, keyName: oldKey, retired: [newKey]})).toEqual({
      replaced: 3,
      left: 0,
    })
  })
})
