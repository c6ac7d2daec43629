import {describe, expect, it} from 'vitest'
import {ownerTargets} from '../../../src/domain/delivery/owner-digests.js'
import {type Delivering, planDeliveries} from '../../../src/domain/delivery/plan-deliveries.js'
import {countedIds} from '../../support/a-queue.js'
import {anAnalysis} from '../../support/an-analysis.js'

const {summary} = anAnalysis()
const now = new Date('2026-11-16T09:00:00Z')
const plan = (review: Partial<Delivering>) =>
  planDeliveries({deliveryChannels: [], deliverWhen: 'always', ownerDigests: null, ...review}, summary, {
    now,
    newId: countedIds('d'),
  })

describe('what is to be delivered of a run', () => {
  it('is nothing of a review that names no channel', () => expect(plan({})).toEqual([]))

  it('is one message a channel, for a day', () => {
    expect(plan({deliveryChannels: ['pipeline', 'board']})).toEqual([
      {
        id: 'd-1',
        channel: 'pipeline',
        owner: null,
        recipient: null,
        skippedReason: null,
        expiresAt: new Date('2026-11-17T09:00:00Z'),
      },
      expect.objectContaining({id: 'd-2', channel: 'board'}),
    ])
  })

  it('is kept as skipped where its condition is not met', () => {
    expect(plan({deliveryChannels: ['pipeline'], deliverWhen: 'score-below:1'})).toMatchObject([
      {skippedReason: 'the score is not below 1'},
    ])
  })

  it('is one more for each owner with an address whose deals cost points', () => {
    const ownerDigests = {channel: 'leads', recipients: {Grace: 'grace@acme.com'}, domains: ['acme.com']}
    expect(plan({deliveryChannels: ['pipeline'], ownerDigests})).toMatchObject([
      {channel: 'pipeline', owner: null},
      {channel: 'leads', owner: 'Grace', recipient: 'grace@acme.com'},
    ])
  })
})

describe('an owner', () => {
  const told = (recipients: Record<string, string>, domains = ['acme.com']) =>
    ownerTargets({recipients, domains}, summary)

  it.each<[string, Record<string, string>, string]>([
    ['without an address', {}, 'no address is known'],
    ['with an address of another domain', {Grace: 'g@evil.com'}, 'g@evil.com is not of an allowed domain'],
    [
      'with a domain that only ends like one',
      {Grace: 'g@notacme.com'},
      'g@notacme.com is not of an allowed domain',
    ],
    [
      'with two signs of an address',
      {Grace: 'g@acme.com@evil.com'},
      'g@acme.com@evil.com is not of an allowed domain',
    ],
    ['by a name of objects', Object.create({Grace: 'g@acme.com'}), 'no address is known'],
  ])('%s gets nothing', (_, recipients, reason) => {
    const {targets, left} = told(recipients)
    expect([targets, left.find(({owner}) => owner === 'Grace')]).toEqual([[], {owner: 'Grace', reason}])
  })

  it.each(['g@acme.com', 'g@ACME.com', 'U024BE7LH'])('at %s gets their own', recipient => {
    expect(told({Grace: recipient}).targets).toEqual([{owner: 'Grace', recipient}])
  })

  it('whose deals cost nothing gets nothing', () => {
    const all = {...summary.totals, byOwner: summary.totals.byOwner.map(one => ({...one, pointsLost: 0}))}
    expect(ownerTargets({recipients: {Grace: 'g@acme.com'}, domains: ['acme.com']}, {totals: all})).toEqual({
      targets: [],
      left: [],
    })
  })
})
