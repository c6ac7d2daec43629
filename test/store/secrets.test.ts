import {expect, it} from 'vitest'
import {Sqlite, storeFolder, withReview} from '../support/a-store.js'

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
  await withReview(database)
  const sql = `SELECT m.name || '.' || c.name AS name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND c.type = 'BLOB' AND m.name <> 'analyses' ORDER BY 1`
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
