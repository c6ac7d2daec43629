import {describe, expect, it} from 'vitest'
import {type SendPorts, sendDelivery} from '../../src/app/send-delivery.js'
import type {DeliveryOutcome} from '../../src/domain/delivery/delivery.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ChannelDriver, DigestTask} from '../../src/domain/ports/channel-driver.js'
import type {ClaimedDelivery} from '../../src/domain/ports/delivery-store.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {anAnalysis} from '../support/an-analysis.js'
import {aClaimedDelivery} from '../support/an-outbox.js'
import {channelPorts} from '../support/channel-ports.js'
import {fakeClock} from '../support/fake-clock.js'

const digests = {channel: 'pipeline', recipients: {Grace: 'grace@acme.com'}, domains: ['acme.com']}

const claimed = (change: Partial<ClaimedDelivery['delivery']> = {}): ClaimedDelivery => ({
  ...aClaimedDelivery(change),
  review: {template: null, locale: null, ownerDigests: digests},
})

type Given = {
  outcome?: DeliveryOutcome | Error
  open?: () => Promise<string>
  render?: SendPorts['render']
  begin?: () => Promise<void>
  stop?: AbortController
}

async function attempt(given: Given, delivery = claimed()) {
  const steps: string[] = []
  const {outcome = {kind: 'sent'}, stop = new AbortController()} = given
  const driver = {
    async send() {
      steps.push('send')
      if (outcome instanceof Error) throw outcome
      return outcome
    },
  } as Partial<ChannelDriver> as ChannelDriver
  const ports: SendPorts = {
    store: {
      async beginSending() {
        steps.push('begin')
        await given.begin?.()
      },
      // The CRM knew Ada by this address when the run was made.
      readAnalysis: async () => encodeAnalysis({...anAnalysis(), ownerEmails: {Ada: 'ada@acme.com'}}),
      runTrends: async () => [],
    },
    box: async () => ({open: given.open ?? (async () => 'secret')}),
    driverOf: async () => driver,
    render: given.render ?? (async () => ({})),
    channelPorts: async () => channelPorts(),
    clock: fakeClock('2026-11-16T09:00:00Z'),
    random: () => 0,
  }
  const change = await sendDelivery(ports, delivery, stop.signal)
  return {change, steps}
}

const key = new RevschedError('config', 'there is no master key')
const aborted = () => {
  const stop = new AbortController()
  stop.abort(new RevschedError('terminated', 'stopped'))
  return stop
}

describe('one attempt', () => {
  it.each<[string, Given, {status: string; lastError: string | null; steps: string[]}]>([
    ['goes well', {}, {status: 'sent', lastError: null, steps: ['begin', 'send']}],
    [
      'has no key for now',
      {open: () => Promise.reject(key)},
      {status: 'pending', lastError: 'there is no master key', steps: []},
    ],
    [
      'cannot be written as a message',
      {render: () => Promise.reject(new Error('a bug'))},
      {status: 'failed', lastError: 'the message could not be made: a bug', steps: []},
    ],
    [
      'ends by a bug once it has begun',
      {outcome: new Error('https://secret')},
      {
        status: 'unknown',
        lastError: 'an unexpected error; whether it arrived is not known',
        steps: ['begin', 'send'],
      },
    ],
  ])('that %s', async (_, given, {steps, ...expected}) => {
    const {change, steps: done} = await attempt(given)
    expect(change).toMatchObject({...expected, attempts: 1})
    expect(done).toEqual(steps)
  })

  it.each<[string | null]>([[null], ['de-DE']])(
    'is written by the locale of its review: %s',
    async locale => {
      const tasks: DigestTask[] = []
      const render: SendPorts['render'] = async task => {
        tasks.push(task)
        return {}
      }
      await attempt({render}, {...claimed(), review: {template: null, locale, ownerDigests: null}})
      expect(tasks.map(task => task.locale)).toEqual([locale])
    },
  )

  it('that is stopped before anything left is none', async () => {
    expect(await attempt({stop: aborted()})).toEqual({change: null, steps: []})
  })

  it('that is stopped after the word and before the message is tried again', async () => {
    const stop = new AbortController()
    const {change, steps} = await attempt({stop, begin: async () => stop.abort()})
    expect([change?.status, steps]).toEqual(['pending', ['begin']])
  })

  it('whose claim is lost sends nothing', async () => {
    const begin = () => Promise.reject(new RevschedError('conflict', 'taken over'))
    await expect(attempt({begin})).rejects.toMatchObject({code: 'conflict'})
  })

  it.each<[string, object, object | null, string]>([
    [
      'who get none any more',
      {recipient: 'grace@acme.com'},
      null,
      'owners get no digests of this review any more',
    ],
    [
      'who were taken off',
      {recipient: 'ada@acme.com', owner: 'Ada'},
      digests,
      'the review names no recipient for this owner any more',
    ],
    [
      'of a domain that was taken off',
      {recipient: 'grace@acme.com'},
      {...digests, domains: ['acme.org']},
      'grace@acme.com is not of an allowed domain any more',
    ],
    [
      'whose address was mended',
      {recipient: 'grave@acme.com'},
      digests,
      'the review names another recipient for this owner now',
    ],
    [
      'whose mistaken address was taken off the map, where the CRM knows another one',
      {owner: 'Ada', recipient: 'eve@acme.com'},
      {...digests, addresses: 'crm'},
      'the review names another recipient for this owner now',
    ],
    [
      'whom neither the map nor the CRM knows now',
      {owner: 'Alan', recipient: 'alan@acme.com'},
      {...digests, addresses: 'crm'},
      'the review names another recipient for this owner now',
    ],
    [
      'who had that of the CRM before the map named them',
      {recipient: 'g.hopper@acme.com'},
      {...digests, addresses: 'crm'},
      'the review names another recipient for this owner now',
    ],
  ])('to owners %s sends nothing', async (_, delivery, ownerDigests, lastError) => {
    const one = claimed({owner: 'Grace', ...delivery})
    const review = {template: null, locale: null, ownerDigests: ownerDigests as typeof digests | null}
    expect(await attempt({}, {...one, review})).toMatchObject({
      change: {status: 'failed', lastError},
      steps: [],
    })
  })

  it('to owners whom the CRM alone has an address of leaves', async () => {
    const one = claimed({owner: 'Ada', recipient: 'ada@acme.com'})
    const ownerDigests = {...digests, addresses: 'crm'} as const
    const {steps} = await attempt({}, {...one, review: {template: null, locale: null, ownerDigests}})
    expect(steps).toEqual(['begin', 'send'])
  })
})
