import {randomBytes} from 'node:crypto'
import {expect, it} from 'vitest'
import {channelPlace} from '../../../src/app/channel-secret.js'
import {channelVerifyCommand} from '../../../src/cli/commands/channel-verify.js'
import {driverOf} from '../../../src/delivery/all-channels.js'
import {webhookSignature, webhookTimestamp} from '../../../src/delivery/webhook-signature.js'
import type {ChannelKind} from '../../../src/domain/delivery/channel.js'
import {aCommandContext, aHost} from '../../support/a-command-context.js'
import {aChannel} from '../../support/an-outbox.js'
import {fakeSecretBox} from '../../support/fake-secret-box.js'
import {runCommand} from '../../support/run-command.js'

const secretOf = () => `whsec_${randomBytes(24).toString('base64')}`
const [current, older, other] = [secretOf(), secretOf(), secretOf()]
const now = new Date('2026-11-16T09:00:00Z')
const body = '{"type":"review.completed","deal":"Überblick"}'

const signed = (secret: string, at = now) => {
  const timestamp = webhookTimestamp(at)
  const message = {id: 'revsched-d-1', timestamp, body}
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': webhookSignature(message, [secret]),
  }
}
const lines = (headers: Record<string, string>, mark = '') =>
  Object.entries(headers)
    .map(([name, value]) => `${mark}${name}: ${value}\r\n`)
    .join('')

type Given = {headers?: string; got?: string | Error; kind?: ChannelKind; json?: boolean}

async function verified({
  headers = lines(signed(current)),
  got = body,
  kind = 'webhook',
  json = false,
}: Given) {
  const readBytes = async (path: string) => {
    if (got instanceof Error) throw got
    return Buffer.from(path === 'headers.txt' ? headers : got)
  }
  const channel = aChannel({kind, name: 'hook'})
  const secret = JSON.stringify({url: 'https://you.example/key-canary', signingSecrets: [current, older]})
  const context = aCommandContext({
    now: now.toISOString(),
    host: aHost({readBytes}),
    stored: {channels: [channel]},
  })
  const database = {
    ...(await context.database()),
    channelSecret: async () => fakeSecretBox().seal(secret, channelPlace(channel.id)),
  }
  return runCommand(
    channelVerifyCommand,
    {ref: 'hook', headers: 'headers.txt', body: '-', json},
    {...context, database: async () => database, channelDriver: driverOf},
  )
}

const minutes = (count: number) => new Date(now.getTime() + count * 60_000)
const {'webhook-id': id, ...withoutId} = signed(current)

it.each<[string, Given]>([
  ['as it was sent', {}],
  ['by the secret of before', {headers: lines(signed(older))}],
  [
    'with headers as curl -v shows them',
    {headers: `> POST /hooks HTTP/1.1\n${lines(signed(current), '> ')}>\n`},
  ],
  ['with headers in capitals', {headers: lines(signed(current)).replaceAll('webhook-', 'Webhook-')}],
  ['with headers in JSON', {headers: JSON.stringify({host: 'a', 'content-length': 7, ...signed(current)})}],
  ['five minutes ago', {headers: lines(signed(current, minutes(-5)))}],
])('a message is taken: %s', async (_, given) => {
  const {out, error} = await verified(given)
  expect([out, error]).toEqual(['the message is of the channel hook, as it was sent\n', null])
})

it.each<[string, Given, RegExp]>([
  ['by another secret', {headers: lines(signed(other))}, /made with another secret, or of another body$/],
  ['with another body', {got: `${body}\n`}, /made with another secret, or of another body$/],
  [
    'of six minutes ago',
    {headers: lines(signed(current, minutes(-6)))},
    /5 minutes ago, though its signature is right$/,
  ],
  ['of six minutes ahead', {headers: lines(signed(current, minutes(6)))}, /in the future, though its/],
  ['late, by another secret', {headers: lines(signed(other, minutes(-6)))}, /made with another secret/],
  ['without an id', {headers: lines(withoutId)}, /has no header "webhook-id"$/],
  ['without headers', {headers: ''}, /has no header "webhook-id"$/],
  ['without a time', {headers: lines({'webhook-id': id})}, /has no header "webhook-timestamp"$/],
  [
    'without a signature',
    {headers: lines({...signed(current), 'webhook-signature': ''})},
    /no signature of version v1$/,
  ],
  [
    'with a time that is none',
    {headers: lines({...signed(current), 'webhook-timestamp': 'soon'})},
    /is no number of seconds$/,
  ],
])('a message is refused: %s', async (_, given, problem) => {
  const {out, error} = await verified(given)
  expect(error).toMatchObject({code: 'unhealthy', message: expect.stringMatching(problem)})
  expect(out + JSON.stringify(error)).not.toMatch(/whsec_|canary/)
})

it.each<[string, Given, RegExp]>([
  ['a channel that signs nothing', {kind: 'teams'}, /of kind "teams" have no signature/],
  ['a file that is not there', {got: new Error('ENOENT: no such file')}, /cannot read "headers.txt": ENOENT/],
  ['headers that are half JSON', {headers: '{"webhook-id"'}, /begin as JSON and are none/],
])('%s is told as such', async (_, given, message) => {
  expect((await verified(given)).error).toMatchObject({
    code: 'usage',
    message: expect.stringMatching(message),
  })
})

it('takes both of its flags', async () => {
  for (const given of [{headers: 'a'}, {body: 'b'}])
    expect(await runCommand(channelVerifyCommand, {ref: 'hook', json: false, ...given})).toMatchObject({
      error: {code: 'usage', message: 'channel verify takes both --headers and --body'},
    })
})

it('says so in JSON', async () => {
  expect(JSON.parse((await verified({json: true})).out)).toEqual({channel: 'hook', isValid: true})
})
