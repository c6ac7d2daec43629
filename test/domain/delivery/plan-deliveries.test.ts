import {describe, expect, it} from 'vitest'
import {isOwnerDigests, ownerTargets} from '../../../src/domain/delivery/owner-digests.js'
import {type Delivering, planDeliveries} from '../../../src/domain/delivery/plan-deliveries.js'
import type {OwnerEmails} from '../../../src/domain/review/owner-emails.js'
import {countedIds} from '../../support/a-queue.js'
import {anAnalysis} from '../../support/an-analysis.js'

const {summary} = anAnalysis()
const now = new Date('2026-11-16T09:00:00Z')
const plan = (review: Partial<Delivering>) =>
  planDeliveries(
    {deliveryChannels: [], deliverWhen: 'always', ownerDigests: null, ...review},
    {summary, ownerEmails: {Grace: 'grace@acme.com'}},
    {
      now,
      newId: countedIds('d'),
    },
  )

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

  it('is one for an owner whose address the CRM has', () => {
    const ownerDigests = {channel: 'leads', recipients: {}, domains: ['acme.com'], addresses: 'crm'} as const
    const [one, ...others] = plan({ownerDigests})
    expect([one?.recipient, Object.keys(one!).includes('from'), others]).toEqual([
      'grace@acme.com',
      false,
      [],
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
    expect(told({Grace: recipient}).targets).toEqual([{owner: 'Grace', recipient, from: 'map'}])
  })

  it('whose deals cost nothing gets nothing', () => {
    const all = {...summary.totals, byOwner: summary.totals.byOwner.map(one => ({...one, pointsLost: 0}))}
    expect(ownerTargets({recipients: {Grace: 'g@acme.com'}, domains: ['acme.com']}, {totals: all})).toEqual({
      targets: [],
      left: [],
    })
  })
})

describe('an owner whom the map does not name', () => {
  const told = (ownerEmails: OwnerEmails | undefined, recipients: Record<string, string> = {}) =>
    ownerTargets(
      {recipients, domains: ['acme.com'], addresses: 'crm'},
      {...summary, ...(ownerEmails && {ownerEmails})},
    )

  it.each<[string, OwnerEmails | undefined, string]>([
    ['without one', {}, 'no address is known, neither in the map nor in the CRM'],
    [
      'with that of another',
      {'Grace Hopper': 'g@acme.com'},
      'no address is known, neither in the map nor in the CRM',
    ],
    ['by a name of objects', Object.create({Grace: 'g@acme.com'}), 'neither in the map nor in the CRM'],
    [
      'with several',
      {Grace: null},
      'the address is ambiguous: the CRM has owners of that name with different ones',
    ],
    ['of before', undefined, 'the run was made before those of the CRM were asked for'],
    ['with no address', {Grace: 'grace'}, '"grace", as the CRM has it, is not an address'],
    ['with two', {Grace: 'g@acme.com, h@acme.com'}, '"g@acme.com, h@acme.com", as the CRM has it, is not'],
    ['of a sandbox', {Grace: 'g@acme.com.invalid'}, 'g@acme.com.invalid is not of an allowed domain'],
  ])('gets nothing by a CRM %s', (_, emails, reason) => {
    const {targets, left} = told(emails)
    const grace = left.find(({owner}) => owner === 'Grace')
    expect([targets, grace?.reason]).toEqual([[], expect.stringContaining(reason)])
  })

  it.each<[string, OwnerEmails, Record<string, string>, object]>([
    ['the CRM has', {Grace: 'g@ACME.com'}, {}, {recipient: 'g@acme.com', from: 'crm'}],
    [
      'the map has, which wins',
      {Grace: 'g@acme.com'},
      {Grace: 'own@acme.com'},
      {recipient: 'own@acme.com', from: 'map'},
    ],
    [
      'the map has, where the CRM has several',
      {Grace: null},
      {Grace: 'g@acme.com'},
      {recipient: 'g@acme.com', from: 'map'},
    ],
  ])('gets their own at the address that %s', (_, emails, recipients, target) => {
    expect(told(emails, recipients).targets).toEqual([{owner: 'Grace', ...target}])
  })

  it('is not looked up where the map alone counts', () => {
    const known = {...summary, ownerEmails: {Grace: 'g@acme.com'}}
    expect(ownerTargets({recipients: {}, domains: ['acme.com']}, known).targets).toEqual([])
  })
})

it.each([
  ['of before there were addresses of the CRM', {}, true],
  ['of the CRM', {addresses: 'crm'}, true],
  ['of the map', {addresses: 'map'}, true],
  ['of elsewhere', {addresses: 'ldap'}, false],
])('settings that are stored are read: %s', (_, addresses, isRead) => {
  expect(isOwnerDigests({channel: 'leads', recipients: {}, domains: [], ...addresses})).toBe(isRead)
})
