import {describe, expect, it} from 'vitest'
import {authoriseSchedule} from '../../src/app/authorise.js'
import type {Tier} from '../../src/domain/user.js'

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
