import {describe, expect, it} from 'vitest'
import {addUser} from '../../src/app/add-user.js'
import {removeUser} from '../../src/app/remove-user.js'
import {setTier} from '../../src/app/set-tier.js'
import type {Tier} from '../../src/domain/user.js'
import {useCase} from '../support/use-case.js'

const world = useCase()
const {at, connect, schedule} = world
const ports = () => ({...world.ports, users: at.database})
const add = (changes: {name?: string; email?: string | null; tier?: Tier} = {}) =>
  addUser(ports(), {name: 'bob', email: null, tier: 'team', ...changes})

describe('addUser', () => {
  it('adds a user who owns nothing', async () => {
    const bob = await add({email: 'bob@example.com', tier: 'pro'})
    expect(bob).toMatchObject({name: 'bob', email: 'bob@example.com', tier: 'pro', createdAt: at.clock.now()})
    expect(await at.database.findUser('bob')).toEqual(bob)
  })

  it.each(['', ' bob', '-bob', 'bob@example.com', 'latest', 'b\u0007b', 'b'.repeat(101)])(
    'takes no name that other things may not have: %j',
    async name => {
      await expect(add({name})).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('cannot be the name of a user'),
      })
      expect(await at.database.listUsers()).toHaveLength(1)
    },
  )

  it.each([
    '',
    'bob',
    '@',
    'bob@',
    '@example.com',
    'a b@c',
    'a@b@c',
    'a@b\n',
    'a,b@c',
    `${'a'.repeat(250)}@b.cc`,
  ])('takes no address that cannot be one: %j', async email => {
    await expect(add({email})).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('is not an email address'),
    })
  })

  it.each(['a@b', `${'a'.repeat(249)}@b.cc`, 'grüße+x@bücher.example'])('takes %j', async email => {
    expect(await add({email})).toMatchObject({email})
  })
})

describe('setTier', () => {
  it.each<[Tier, string[]]>([
    ['free', ['weekly']],
    ['pro', ['weekly']],
    ['team', []],
    ['enterprise', []],
  ])('to %s names the active schedules that it stops: %j', async (tier, stopped) => {
    await connect(at.ann, 'emea')
    const {review} = await schedule()
    await schedule({name: 'paused'})
    world.place.inFile("UPDATE scheduled_reviews SET is_active = 0 WHERE name = 'paused'")
    expect(await setTier(ports(), 'ann', tier)).toEqual({user: {...at.ann, tier}, stopped})
    expect(await at.database.findReview(at.ann.id, review.id)).toMatchObject({isActive: true})
  })

  it('asks what was meant', async () => {
    await expect(setTier(ports(), 'anm', 'free')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('did you mean "ann"?'),
    })
  })
})

describe('removeUser', () => {
  it('removes another user, by name or the start of an id', async () => {
    for (const ref of ['bob', (await add()).id]) {
      await add().catch(() => undefined)
      expect(await removeUser(ports(), at.ann, ref)).toMatchObject({name: 'bob', tier: 'team'})
      expect(await at.database.findUser('bob')).toBeNull()
    }
  })

  it('does not remove the one who acts', async () => {
    await add()
    await expect(removeUser(ports(), at.ann, 'ann')).rejects.toMatchObject({
      code: 'conflict',
      message: '"ann" is the user who acts, and cannot be removed',
      hint: expect.stringContaining('--user'),
    })
  })
})
