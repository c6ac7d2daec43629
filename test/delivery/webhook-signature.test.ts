import {randomBytes} from 'node:crypto'
import {Webhook} from 'standardwebhooks'
import {describe, expect, it} from 'vitest'
import {webhookProblem, webhookSignature, webhookTimestamp} from '../../src/delivery/webhook-signature.js'

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`
const [current, older, other] = [secretOf(24), secretOf(64), secretOf(32)]

describe('a signature', () => {
  it('is the one of the specification', () => {
    // The example of the reference implementations.
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      body: '{"test": 2432232314}',
    }
    expect(webhookSignature(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  it.each([
    ['ASCII', '{"a":1}'],
    ['nothing', ''],
    ['other scripts', '{"deal":"Überblick 日本 🚀 \\u2028"}'],
    ['2 MB', 'x'.repeat(2_000_000)],
  ])('of %s is taken by the reference implementation, and the other way round', (_, body) => {
    const now = new Date()
    const message = {id: 'msg_1', timestamp: webhookTimestamp(now), body}
    const signature = webhookSignature(message, [current, older])
    const headers = {
      'webhook-id': message.id,
      'webhook-timestamp': message.timestamp,
      'webhook-signature': signature,
    }
    for (const secret of [current, older])
      expect(() => new Webhook(secret).verify(body, headers, {jsonParse: false})).not.toThrow()
    expect(() => new Webhook(other).verify(body, headers, {jsonParse: false})).toThrow()
    const theirs = new Webhook(older).sign(message.id, now, body)
    expect(webhookProblem(message, {signature: theirs, secrets: [current, older], now})).toBeNull()
  })
})

describe('verifying', () => {
  const now = new Date('2026-11-16T09:00:00Z')
  const message = {id: 'msg_1', timestamp: webhookTimestamp(now), body: '{"a":1}'}
  const signature = webhookSignature(message, [current])
  const problem = (
    changed: Partial<typeof message> = {},
    {secrets = [current], secondsLater = 0, given = signature} = {},
  ) =>
    webhookProblem(
      {...message, ...changed},
      {signature: given, secrets, now: new Date(now.getTime() + secondsLater * 1000)},
    )

  it.each<[string, string | null]>([
    ['as it was sent', problem()],
    [
      'its bytes',
      webhookProblem({...message, body: Buffer.from(message.body)}, {signature, secrets: [current], now}),
    ],
    ['after 5 minutes', problem({}, {secondsLater: 300})],
    ['by a clock that is 5 minutes behind', problem({}, {secondsLater: -300})],
    ['with one of two secrets', problem({}, {secrets: [other, current]})],
    ['beside signatures of others', problem({}, {given: `v1a,AAAA v1,AAAA ${signature}`})],
  ])('takes a message %s', (_, found) => expect(found).toBeNull())

  const another = /another secret, or of another body/
  it.each<[string, string | null, RegExp]>([
    ['another body', problem({body: '{"a":2}'}), another],
    ['another id', problem({id: 'msg_2'}), another],
    ['another time', problem({timestamp: String(Number(message.timestamp) + 1)}), another],
    ['another secret', problem({}, {secrets: [other]}), another],
    ['no secret at all', problem({}, {secrets: []}), another],
    ['parts that were moved', problem({id: `msg_1.${message.timestamp}`, timestamp: '1'}), /ago/],
    ['a signature that was cut', problem({}, {given: signature.slice(0, 20)}), another],
    ['an empty signature', problem({}, {given: 'v1,'}), another],
    ['no signature', problem({}, {given: ''}), /no signature of version v1/],
    [
      'one of another version',
      problem({}, {given: signature.replace('v1,', 'v2,')}),
      /no signature of version v1/,
    ],
    ['6 minutes', problem({}, {secondsLater: 301}), /more than 5 minutes ago/],
    ['a time to come', problem({}, {secondsLater: -301}), /in the future/],
    ['no time', problem({timestamp: ''}), /no number of seconds/],
    ['a negative time', problem({timestamp: '-1'}), /no number of seconds/],
    ['a time in words', problem({timestamp: '2026-11-16'}), /no number of seconds/],
  ])('refuses %s', (_, found, words) => expect(found).toMatch(words))
})
