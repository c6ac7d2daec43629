import {describe, expect, it} from 'vitest'
import {authoriseRun, authoriseSchedule} from '../../src/app/authorise.js'
import type {RunTrigger} from '../../src/domain/run/run.js'
import type {Tier, User} from '../../src/domain/user.js'
import {aRun} from '../support/a-run.js'
import {aListing} from '../support/a-scheduled-review.js'

const createdAt = new Date('2026-01-01T00:00:00Z')
const actor = (tier: Tier) => ({id: 'u1', name: 'ann', email: null, tier, createdAt})
const connection = (userId: string) => ({
  id: 'c1',
  userId,
  name: 'emea',
  kind: 'file' as const,
  settings: {},
  lastCheckedAt: null,
  needsLogin: null,
  createdAt,
})

describe('who may schedule', () => {
  it.each<Tier>(['team', 'enterprise'])('the owner with tier %s may', tier => {
    expect(() => authoriseSchedule(actor(tier), connection('u1'))).not.toThrow()
  })

  it.each<[Tier, string, string]>([
    ['free', 'u1', 'the tier "free" of user "ann" does not allow schedules'],
    ['pro', 'u1', 'the tier "pro" of user "ann" does not allow schedules'],
    ['team', 'u2', 'the connection "emea" belongs to another user'],
    ['free', 'u2', 'the connection "emea" belongs to another user'],
  ])('tier %s with a connection of %s may not, and is told which check failed', (tier, owner, message) => {
    expect(() => authoriseSchedule(actor(tier), connection(owner))).toThrow(
      expect.objectContaining({code: 'forbidden', message}),
    )
  })
})

describe('which run may start', () => {
  const start =
    (trigger: RunTrigger, owner: User | null, connectionOwner = 'u1') =>
    () =>
      authoriseRun({run: aRun({trigger}), review: aListing(), connection: connection(connectionOwner), owner})
  const clocked: RunTrigger[] = ['schedule', 'catch-up']
  const byHand: RunTrigger[] = ['manual', 'retry', 'api']

  it.each(clocked)('one of the clock (%s) needs the tier team or higher', trigger => {
    for (const tier of ['team', 'enterprise'] as const) expect(start(trigger, actor(tier))).not.toThrow()
    for (const tier of ['free', 'pro'] as const)
      expect(start(trigger, actor(tier))).toThrow(
        expect.objectContaining({
          code: 'forbidden',
          message: `the tier "${tier}" of user "ann" does not allow schedules`,
          canPass: false,
        }),
      )
  })

  it.each(byHand)('one that a person asked for (%s) needs no tier', trigger => {
    for (const tier of ['free', 'pro', 'team', 'enterprise'] as const)
      expect(start(trigger, actor(tier))).not.toThrow()
  })

  it.each([...clocked, ...byHand])('none (%s) without its user, or with a connection of another', trigger => {
    expect(start(trigger, null)).toThrow(
      expect.objectContaining({code: 'forbidden', message: 'the user of its scheduled review was removed'}),
    )
    expect(start(trigger, actor('team'), 'u2')).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        message: 'the connection "emea" belongs to another user',
      }),
    )
  })
})
