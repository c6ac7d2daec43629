import {beforeEach, describe, expect, it} from 'vitest'
import {addChannel} from '../../src/app/add-channel.js'
import {editChannel} from '../../src/app/edit-channel.js'
import {sendDelivery} from '../../src/app/send-delivery.js'
import {driverOf} from '../../src/delivery/all-channels.js'
import type {Channel, ChannelKind} from '../../src/domain/delivery/channel.js'
import type {Database} from '../../src/domain/ports/store.js'
import type {User} from '../../src/domain/user.js'
import {at} from '../support/a-queue.js'
import {storeFolder, withReview} from '../support/a-store.js'
import {advanceOutbox, completedRun} from '../support/an-outbox.js'
import {channelPorts} from '../support/channel-ports.js'
import {fakeClock} from '../support/fake-clock.js'
import {fakeSecretBox} from '../support/fake-secret-box.js'
import {httpSink} from '../support/http-sink.js'

const place = storeFolder()
const signal = new AbortController().signal
const box = async () => fakeSecretBox()
let database: Database
let ann: User
beforeEach(async () => {
  database = await place.openNew()
  ann = (await withReview(database)).user
})

type Settings = Record<string, unknown>

/** A channel called "pipeline". */
async function added(kind: ChannelKind, settings: Settings, secret: string): Promise<Channel> {
  const driver = await driverOf(kind)
  const ports = {channels: database, secrets: database, driver, box, clock: fakeClock(at(0).toISOString())}
  const wanted = {kind, name: 'pipeline', settings, secretFor: async () => secret}
  return (await addChannel({...ports, ids: {next: () => 'ch-1'}}, ann, wanted)).channel
}

async function edited(channel: Channel, changes: Settings, secret?: string) {
  const driver = await driverOf(channel.kind)
  return editChannel(
    {channels: database, secrets: database, driver, box},
    {
      channel,
      settings: {...channel.settings, ...changes},
      secretFor: secret === undefined ? null : async () => secret,
    },
  )
}

const stored = () => database.findChannel(ann.id, 'pipeline')
const storedSecret = async () => {
  const sealed = await database.channelSecret('ch-1')
  return sealed === null ? null : JSON.parse(Buffer.from(sealed).toString()).secret
}

const hook = 'https://hooks.slack.com/services/T0/B0/one'
const token = 'xoxb-1234567890-one'
const bot = {via: 'bot', channel: '#pipeline'}
const mail = {host: 'smtp.acme.com', user: 'revops', from: 'ops@acme.com', to: ['ann@acme.com']}
const signing = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const url = 'https://you.example/hooks/1'
const inside = 'http://127.0.0.1:8080/hooks/1'
const teams = 'https://a.api.powerplatform.com/invoke?sig=1'

describe('a channel that is changed', () => {
  it.each<[string, ChannelKind, Settings, string, Settings, string]>([
    ['Slack, another channel of the bot', 'slack', bot, token, {channel: '#board'}, '#board'],
    ['Slack, other blocks', 'slack', {}, hook, {blocks: 'plain'}, 'https://hooks.slack.com/serv…'],
    ['mail, other recipients', 'email', mail, 'hunter2', {to: ['b@c.de', 'e@f.gh']}, 'b@c.de and 1 more'],
    ['mail, another port', 'email', mail, 'hunter2', {port: 465, security: 'tls'}, 'ann@acme.com'],
    ['a webhook', 'webhook', {}, `${url} ${signing}`, {headers: {a: 'b'}}, 'https://you.example/…'],
    ['Teams', 'teams', {}, teams, {isPrivateAllowed: true}, 'https://a.api.powerplatform.com/…'],
  ])('keeps its id and its secret: %s', async (_, kind, settings, secret, changes, target) => {
    const before = await added(kind, settings, secret)
    const kept = await storedSecret()
    const {channel, shownOnce} = await edited(before, changes)
    expect(channel).toMatchObject({id: 'ch-1', name: 'pipeline', target, settings: changes})
    expect([await stored(), shownOnce]).toEqual([channel, null])
    expect(await storedSecret()).toBe(kept)
  })

  it.each<[string, ChannelKind, Settings, string, Settings, RegExp]>([
    ['from a webhook of Slack to a bot', 'slack', {}, hook, bot, /needs another secret/],
    [
      'a token to another API',
      'slack',
      bot,
      token,
      {apiUrl: 'https://slack-gov.com/api/'},
      /needs another secret/,
    ],
    ['a password to another host', 'email', mail, 'hunter2', {host: 'smtp.b.com'}, /needs another secret/],
    ['a password of another user', 'email', mail, 'hunter2', {user: 'ann'}, /needs another secret/],
    [
      'a login where there was none',
      'email',
      {...mail, user: null},
      '',
      {user: 'ann'},
      /needs another secret/,
    ],
    [
      'a webhook inside, not allowed any more',
      'webhook',
      {isPrivateAllowed: true},
      inside,
      {isPrivateAllowed: false},
      /does not go with these settings: the webhook URL does not begin/,
    ],
    ['settings that do not fit', 'slack', {}, hook, {channel: '#a'}, /posts to the channel that it was/],
  ])('is refused, and stays: %s', async (_, kind, settings, secret, changes, message) => {
    const before = await added(kind, settings, secret)
    await expect(edited(before, changes)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
    })
    expect(await stored()).toEqual(before)
  })

  it('takes another secret where one is given, and shows what is made once', async () => {
    const {shownOnce} = await edited(await added('webhook', {}, `${url} ${signing}`), {}, url)
    expect(shownOnce).toMatch(/^whsec_/)
    const {signingSecrets} = JSON.parse(await storedSecret())
    expect(signingSecrets).toEqual([shownOnce])
    const both = await edited(await stored(), {}, `https://other.example/hooks/2 ${signing} ${shownOnce}`)
    expect(both).toMatchObject({channel: {target: 'https://other.example/…'}, shownOnce: null})
    expect(JSON.parse(await storedSecret())).toEqual({
      url: 'https://other.example/hooks/2',
      signingSecrets: [signing, shownOnce],
    })
  })

  it('forgets a secret that it needs no more, and refuses one', async () => {
    const before = await added('email', mail, 'hunter2')
    await expect(edited(before, {user: null}, 'hunter3')).rejects.toMatchObject({
      message: expect.stringMatching(/has no secret/),
    })
    await edited(before, {user: null})
    expect(await storedSecret()).toBeNull()
  })

  it('of settings that nobody can read asks for the secret anew', async () => {
    const before = await added('email', mail, 'hunter2')
    place.inFile("UPDATE channels SET settings = '{}'")
    const broken = await stored()
    await expect(edited(broken, mail)).rejects.toMatchObject({
      message: expect.stringMatching(/needs another secret/),
    })
    await edited(broken, mail, 'hunter3')
    expect([(await stored()).settings, await storedSecret()]).toEqual([before.settings, 'hunter3'])
  })

  it('has what waits for it sent to the new place', async () => {
    const [wrong, right] = [await httpSink(), await httpSink()]
    const before = await added('webhook', {isPrivateAllowed: true}, `${wrong.url}/hooks/1`)
    await completedRun(database, ann.id)
    await edited(before, {}, `${right.url}/hooks/2`)
    const {claimed} = await advanceOutbox(database)
    const ports = {store: database, box, driverOf, channelPorts: async () => channelPorts()}
    const change = await sendDelivery(
      {...ports, render: async () => ({body: '{}'}), clock: fakeClock(at(10).toISOString()), random: () => 0},
      claimed[0]!,
      signal,
    )
    expect(change).toMatchObject({status: 'sent'})
    expect([wrong.got, right.got]).toMatchObject([[], [{path: '/hooks/2', body: '{}'}]])
    expect(await database.listDeliveries(['run-1'])).toMatchObject([{target: `${right.url}/…`}])
    await Promise.all([wrong.close(), right.close()])
  })
})
