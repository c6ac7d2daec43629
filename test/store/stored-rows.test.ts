import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {Sqlite, storedAt, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
let database: Database

beforeEach(async () => {
  database = await place.open()
})

describe('names', () => {
  it('are taken once per user', async () => {
    const {connection, review} = await withReview(database)
    await expect(database.addConnection({...connection, id: 'c2'}, null)).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(database.addReviews([{...review, id: 'r2'}])).rejects.toMatchObject({code: 'conflict'})
  })

  it('of a connection in use keep it from being removed', async () => {
    const {user, connection} = await withReview(database)
    await expect(database.removeConnection(user.id, connection.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'the connection is used by "weekly"',
    })
  })

  it('tell the second of two editors', async () => {
    const {review} = await withReview(database)
    await database.updateReview(
      {...review, name: 'first', updatedAt: new Date(storedAt.getTime() + 1)},
      storedAt,
    )
    await expect(database.updateReview({...review, name: 'second'}, storedAt)).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await database.listReviews(review.userId)).map(({name}) => name)).toEqual(['first'])
  })
})

describe('rows that others wrote badly', () => {
  it.each([
    ['delivery_channels', '{'],
    ['delivery_channels', '7'],
    ['filter', '[1]'],
    ['template', '"text"'],
    ['next_run_at', 9e15],
    ['updated_at', -9e15],
  ])('a review with %s = %s is listed as paused and hides no other', async (column, value) => {
    const {user, review} = await withReview(database)
    await database.addReviews([{...review, id: 'r2', name: 'zeta'}])
    const other = new Sqlite(database.path)
    other.prepare(`UPDATE scheduled_reviews SET ${column} = ? WHERE name = 'weekly'`).run(value)
    other.close()
    const listed = await database.listReviews(user.id)
    expect(listed.map(({name, isActive, pausedReason}) => [name, isActive, pausedReason])).toEqual([
      ['weekly', false, 'its stored settings cannot be read'],
      ['zeta', true, null],
    ])
    expect(() => JSON.stringify(listed.map(({nextRunAt}) => nextRunAt?.toISOString()))).not.toThrow()
  })

  it.each(['{', '7', 'null', '[]'])('a connection with the settings %s hides no other', async settings => {
    const {user, connection} = await withReview(database)
    await database.addConnection({...connection, id: 'c2', name: 'apac'}, null)
    const other = new Sqlite(database.path)
    other.prepare("UPDATE crm_connections SET settings = ? WHERE name = 'emea'").run(settings)
    other.close()
    expect((await database.listConnections(user.id)).map(({name, settings}) => [name, settings])).toEqual([
      ['apac', {path: '/d'}],
      ['emea', {}],
    ])
    expect((await database.findConnection(user.id, 'apac')).settings).toEqual({path: '/d'})
  })
})
