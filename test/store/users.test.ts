import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import type {User} from '../../src/domain/user.js'
import {aNewRun, storedAt, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
let database: Database
let ann: User

const bob: User = {id: 'b0000000-1', name: 'bob', email: 'bob@example.com', tier: 'free', createdAt: storedAt}

beforeEach(async () => {
  database = await place.open()
  ann = (await withReview(database)).user
})

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    ({code, message, hint}) => ({code, message, hint}),
  )

describe('users', () => {
  it('are listed by name, with what they own', async () => {
    expect(await database.addUser(bob)).toEqual(bob)
    await database.addUser({...bob, id: 'b0000000-2', name: 'Abe', email: null})
    expect(await database.listUsers()).toEqual([
      expect.objectContaining({name: 'Abe', email: null, connections: [], schedules: [], channels: []}),
      {...ann, connections: ['emea'], schedules: ['weekly'], channels: []},
      {...bob, connections: [], schedules: [], channels: []},
    ])
  })

  it('have a name of their own', async () => {
    expect(await refused(database.addUser({...bob, name: 'ann'}))).toMatchObject({
      code: 'conflict',
      message: 'there is a user called "ann" already',
    })
    expect(await database.findUser('ann')).toEqual(ann)
  })

  it('keep their tier when they are only looked for', async () => {
    await database.addUser(bob)
    expect(await database.ensureUser('bob', 'team')).toEqual(bob)
    await database.setTier(bob.id, 'enterprise')
    expect(await database.findUser('bob')).toMatchObject({tier: 'enterprise'})
  })

  it('are not given a tier that is none', async () => {
    await expect(database.setTier(ann.id, 'gold' as 'team')).rejects.toThrow()
    expect(await database.findUser('ann')).toMatchObject({tier: 'team'})
  })

  const aChannelOfAnn = `INSERT INTO channels (id, user_id, name, kind, settings, target, created_at)
    SELECT 'ch-1', id, 'the board', 'slack', '{}', '#board', 1 FROM users WHERE name = 'ann'`

  it.each([
    [
      'a review and a connection',
      '',
      'owns the scheduled review "weekly" and the connection "emea"',
      'remove weekly',
    ],
    ['a connection', 'DELETE FROM scheduled_reviews', 'owns the connection "emea"', 'connection remove emea'],
    [
      'a review, a connection and a channel',
      aChannelOfAnn,
      'owns the scheduled review "weekly" and the connection "emea" and the channel "the board"',
      'remove weekly',
    ],
    [
      'a channel',
      `DELETE FROM scheduled_reviews; DELETE FROM crm_connections; ${aChannelOfAnn}`,
      'owns the channel "the board"',
      'channel remove "the board"',
    ],
    [
      'many',
      `INSERT INTO crm_connections (id, user_id, name, kind, settings, created_at)
       SELECT 'c-' || value, user_id, 'more ' || value, kind, settings, 1
         FROM crm_connections, json_each('[1,2,3,4,5,6]');
       DELETE FROM scheduled_reviews`,
      'owns the connections "emea", "more 1", "more 2", "more 3", "more 4" and 2 more',
      'connection remove emea',
    ],
  ])('cannot be removed while they own %s', async (_, change, words, command) => {
    await database.addUser(bob)
    place.inFile(change)
    expect(await refused(database.removeUser(ann.id))).toEqual({
      code: 'conflict',
      message: `"ann" ${words}`,
      hint: `remove these first: revsched --user ann ${command}`,
    })
    expect(await database.findUser('ann')).toEqual(ann)
  })

  it('leave their runs behind when they are removed, and find them when they come back', async () => {
    await database.addUser(bob)
    await database.startRun(aNewRun(bob.id, 'aaaa1111-1', null), () => true)
    await database.removeUser(bob.id)
    expect(await database.findUser('bob')).toBeNull()
    expect((await database.listUsers()).map(({name}) => name)).toEqual(['ann'])
    expect(await database.listRuns({userId: bob.id})).toHaveLength(1)
    expect(await refused(database.setTier(bob.id, 'team'))).toMatchObject({code: 'not-found'})
    expect(await refused(database.removeUser(bob.id))).toMatchObject({code: 'not-found'})
    const again = await database.addUser({...bob, id: 'b0000000-9', email: null, tier: 'pro'})
    expect(again).toEqual({...bob, email: null, tier: 'pro'})
    expect(await database.listRuns({userId: again.id})).toHaveLength(1)
  })

  it('keep the last one of them', async () => {
    place.inFile('DELETE FROM scheduled_reviews; DELETE FROM crm_connections')
    expect(await refused(database.removeUser(ann.id))).toMatchObject({
      code: 'conflict',
      message: '"ann" is the last user',
    })
    await database.addUser(bob)
    const both = await Promise.allSettled([database.removeUser(ann.id), database.removeUser(bob.id)])
    expect(both.map(({status}) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await database.listUsers()).toHaveLength(1)
  })
})
