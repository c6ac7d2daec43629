import type {ServerResponse} from 'node:http'
import {afterAll, afterEach, describe, expect, it} from 'vitest'
import {slackDriver} from '../../src/delivery/slack.js'
import type {DeliveryOutcome} from '../../src/domain/delivery/delivery.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DigestTask, Sending} from '../../src/domain/ports/channel-driver.js'
import {aDigestTask, aSending} from '../support/a-digest-task.js'
import {blockKitProblems} from '../support/block-kit.js'
import {missingOpenssl, testAuthority} from '../support/certificates.js'
import {channelPorts} from '../support/channel-ports.js'
import {httpSink, type SinkRequest} from '../support/http-sink.js'
import {httpWithin} from '../support/http-within.js'
import {foundSecrets} from '../support/secret-hunt.js'

const token = 'xoxb-1234567890-tokencanary'
const path = '/services/T0CANARY/B0CANARY/keycanary'
const secrets = [token, 'tokencanary', 'T0CANARY', 'keycanary', 'uploadcanary']
const told: Record<string, string> = {}

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})
afterAll(() => {
  expect(Object.keys(told).length).toBeGreaterThan(0)
  expect(foundSecrets(secrets, {texts: told, folders: []})).toEqual([])
})

type Answer = (response: ServerResponse, request: SinkRequest) => void
type Given = Partial<Omit<Sending, 'settings'>> & {
  settings?: object
  task?: Partial<DigestTask>
  deadlineMs?: number
  signal?: AbortSignal
}

const isPrivateAllowed = true
const webhook = {via: 'webhook', isPrivateAllowed}
const bot = {via: 'bot', channel: '#pipeline', isPrivateAllowed}

/** One attempt against a server that answers like that: what became of it, and what the server got. */
async function attempt(answer: Answer, given: Given = {}) {
  const {url, got, close} = await httpSink(answer)
  open.push(close)
  return {got, outcome: await attemptAt(url, given)}
}

async function attemptAt(url: string, {settings: given = webhook, task, ...options}: Given = {}) {
  const {deadlineMs = 5000, signal = new AbortController().signal, ...changes} = options
  const settings = slackDriver.parseSettings({...given, apiUrl: `${url}/api`})
  const message = await slackDriver.render(aDigestTask({kind: 'slack', settings, ...task}))
  const secret = slackDriver.parseSecret(settings.via === 'bot' ? token : `${url}${path}`, settings)
  const sending = aSending({settings, secret, message, ...changes})
  const outcome = await slackDriver.send(sending, channelPorts({http: httpWithin({deadlineMs})}), signal)
  told[`outcome ${Object.keys(told).length}`] = JSON.stringify(outcome)
  return outcome
}

const saying =
  (status: number, body: string | object, headers: Record<string, string> = {}): Answer =>
  response =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))

/** One answer after the other. */
const inTurn = (...answers: Answer[]): Answer => {
  const left = [...answers]
  return (response, request) => (left.shift() ?? saying(500, ''))(response, request)
}

const posted = {ok: true, ts: '1700000000.000100', channel: 'C0PIPELINE'}
const thread = {ts: posted.ts, channel: posted.channel}
const words = (text: string) => expect.stringContaining(text)
const failed = (text: string) => ({kind: 'failed', error: words(text)})
const gone = (text: string) => ({...failed(text), disables: true})
const retry = (text: string) => ({kind: 'retry', error: words(text)})
const unknown = (text: string) => ({kind: 'unknown', error: words(text)})
const page = `<html>login for ${path} ${token}</html>`

describe('a webhook', () => {
  it.each<[string, Answer, unknown]>([
    ['ok', saying(200, 'ok'), {kind: 'sent'}],
    ['a page instead', saying(200, page), unknown('a proxy may stand between')],
    [
      '200 that is no success',
      saying(200, {ok: false, error: 'internal_error'}),
      retry('Slack says "internal_error"'),
    ],
    [
      'a redirect',
      saying(302, '', {location: 'https://elsewhere.example/'}),
      failed('a redirect, which is not followed'),
    ],
    ['bad payload', saying(400, 'invalid_payload'), failed('please report it')],
    ['not allowed', saying(403, 'action_prohibited'), failed('ask an administrator of Slack')],
    ['not allowed, without a word', saying(403, page), failed('does not let it in (403)')],
    ['removed', saying(404, 'no_service'), gone('make a new one')],
    ['no channel', saying(404, 'channel_not_found'), gone('/invite')],
    ['archived', saying(410, 'channel_is_archived'), gone('is archived')],
    ['gone without a word', saying(410, page), gone('the address is gone')],
    ['not there without a word', saying(404, page), gone('the address is gone')],
    ['a word that nobody knows', saying(400, 'brand_new_error'), failed('refused the message (400)')],
    [
      'too many',
      saying(429, 'rate_limited', {'retry-after': '30'}),
      {...retry('too many'), retryAfterMs: 30_000},
    ],
    [
      'too many, for hours',
      saying(429, '', {'retry-after': '7200'}),
      {...retry('no more'), retryAfterMs: 3_600_000},
    ],
    ['its fault', saying(500, 'rollup_error'), retry('which passes')],
    ['its fault without a word', saying(503, page), retry('cannot take it now (503)')],
    [
      'a gateway for it',
      saying(502, page),
      unknown('by a gateway alone (502): the message may have arrived'),
    ],
    ['a gateway that waited for it', saying(504, ''), unknown('by a gateway alone (504)')],
    ['a word of its own behind a gateway', saying(504, 'service_unavailable'), retry('which passes')],
    ['the end of the connection', response => response.socket?.destroy(), unknown('closed the connection')],
  ])('that answers: %s', async (_, answer, expected) => {
    expect((await attempt(answer)).outcome).toEqual(expected)
  })

  it('that hangs may have it', async () => {
    const {outcome, got} = await attempt(() => undefined, {deadlineMs: 200})
    expect(outcome).toEqual(unknown('did not answer completely within 0.2 s'))
    expect(got.length).toBe(1)
  })

  it('that nobody listens at is tried again', async () => {
    const {url, close} = await httpSink()
    await close()
    expect(await attemptAt(url)).toEqual(retry('cannot be reached (ECONNREFUSED)'))
  })

  it.skipIf(missingOpenssl)('with a certificate of nobody fails', async () => {
    const authority = testAuthority()
    const {url, close} = await httpSink(undefined, authority.selfSigned('IP:127.0.0.1'))
    open.push(close, authority.remove)
    expect(await attemptAt(url)).toEqual(failed('authority that is not trusted'))
  })

  it('inside of the own network fails unless that is allowed', async () => {
    const sending = aSending({
      settings: {},
      secret: `https://127.0.0.1:9${path}`,
      message: await slackDriver.render(aDigestTask({kind: 'slack'})),
    })
    const outcome = await slackDriver.send(sending, channelPorts(), new AbortController().signal)
    expect(outcome).toEqual(failed('--allow-private-address'))
  })

  it('gets the message, without previews and mentions of names', async () => {
    const {got} = await attempt(saying(200, 'ok'))
    const {text, blocks, ...others} = JSON.parse(got[0]!.body)
    expect(got[0]).toMatchObject({path, headers: {'content-type': 'application/json; charset=utf-8'}})
    expect(blockKitProblems({text, blocks})).toEqual([])
    expect(others).toEqual({unfurl_links: false, unfurl_media: false})
  })

  it.each([
    ['400', saying(400, 'invalid_blocks')],
    ['200', saying(200, {ok: false, error: 'invalid_blocks'})],
    ['too long', saying(400, 'msg_blocks_too_long')],
  ])('that refuses the blocks gets text alone at once: %s', async (_, refusal) => {
    const {outcome, got} = await attempt(inTurn(refusal, saying(200, 'ok')), {isRepeat: true})
    expect(outcome).toEqual({kind: 'sent'})
    const types = got.map(({body}) => new Set(JSON.parse(body).blocks.map(({type}: {type: string}) => type)))
    expect(types.map(one => one.has('data_table'))).toEqual([true, false])
    expect(got.map(({body}) => JSON.parse(body).text.slice(0, 16))).toEqual(Array(2).fill('Possible repeat:'))
  })

  it.each([
    ['twice', {}, 2],
    ['of text alone', {blocks: 'plain'}, 1],
  ])('that refuses the blocks %s is a fault of ours', async (_, settings, calls) => {
    const {outcome, got} = await attempt(saying(400, 'invalid_blocks'), {settings: {...webhook, ...settings}})
    expect(outcome).toEqual(failed('please report it'))
    expect(got.length).toBe(calls)
  })

  it('posts to no person', async () => {
    const {outcome, got} = await attempt(saying(200, 'ok'), {recipient: 'U012AB3CD'})
    expect([outcome, got.length]).toEqual([failed('use a bot'), 0])
  })
})

describe('a bot', () => {
  const sentTo = {kind: 'sent', state: {...thread, isComplete: true}}

  it('posts with its token, and remembers where', async () => {
    const {outcome, got} = await attempt(saying(200, posted), {settings: bot, key: 'key-1'})
    expect(outcome).toEqual(sentTo)
    const {text, blocks, ...others} = JSON.parse(got[0]!.body)
    expect(got[0]).toMatchObject({path: '/api/chat.postMessage', headers: {authorization: `Bearer ${token}`}})
    expect(blockKitProblems({text, blocks})).toEqual([])
    expect(others).toEqual({
      channel: '#pipeline',
      metadata: {event_type: 'revsched_digest', event_payload: {key: 'key-1'}},
      unfurl_links: false,
      unfurl_media: false,
    })
  })

  it.each<[string, unknown]>([
    ['channel_not_found', gone('/invite')],
    ['not_in_channel', gone('type /invite and its name there')],
    ['is_archived', gone('is archived')],
    ['account_inactive', gone('install the app again')],
    ['invalid_auth', gone('install the app again')],
    ['token_revoked', gone('install the app again')],
    ['missing_scope', failed('chat:write')],
    ['restricted_action', failed('ask an administrator')],
    ['msg_too_long', failed('please report it')],
    ['brand_new_error', failed('Slack says "brand_new_error"')],
    ['toString', failed('Slack says "no_reason_given"')],
    [`${token} ${path}`, failed('Slack says "no_reason_given"')],
    ['ratelimited', {...retry('too many'), retryAfterMs: 5000}],
    ['internal_error', retry('which passes')],
    ['service_unavailable', retry('which passes')],
    ['fatal_error', unknown('look whether the message is there')],
  ])('is told %s with a status of 200', async (error, expected) => {
    const headers: Record<string, string> = error === 'ratelimited' ? {'retry-after': '5'} : {}
    const {outcome, got} = await attempt(saying(200, {ok: false, error}, headers), {settings: bot})
    expect([outcome, got.length]).toEqual([expected, 1])
  })

  it.each<[string, Answer, unknown]>([
    [
      'too many',
      saying(429, {ok: false, error: 'ratelimited'}, {'retry-after': '7'}),
      {...retry('too'), retryAfterMs: 7000},
    ],
    ['its fault', saying(500, page), retry('cannot take it now (500)')],
    ['a gateway for it', saying(502, page), unknown('by a gateway alone (502)')],
    ['a gateway that waited for it', saying(504, page), unknown('by a gateway alone (504)')],
    ['a page', saying(200, page), unknown('a proxy may stand between')],
    [
      'a success that breaks off',
      response => void response.writeHead(200, {'content-length': '99'}).write('{', () => response.destroy()),
      unknown('not as Slack does'),
    ],
    ['a redirect', saying(307, '', {location: 'https://elsewhere.example/'}), failed('not followed')],
    ['a success without a place', saying(200, {ok: true}), {kind: 'sent'}],
  ])('is answered: %s', async (_, answer, expected) => {
    expect((await attempt(answer, {settings: bot})).outcome).toEqual(expected)
  })

  it('posts to an owner, whose absence takes the channel from nobody else', async () => {
    const recipient = 'U012AB3CD'
    const {got} = await attempt(saying(200, posted), {settings: bot, recipient})
    expect(JSON.parse(got[0]!.body).channel).toBe(recipient)
    const told = async (error: string) =>
      (await attempt(saying(200, {ok: false, error}), {settings: bot, recipient})).outcome
    expect(await told('channel_not_found')).toEqual(failed('/invite'))
    expect(await told('token_revoked')).toEqual(gone('install the app again'))
    const noId = await attempt(saying(200, posted), {settings: bot, recipient: 'ada at acme'})
    expect([noId.outcome, noId.got.length]).toEqual([failed('is no id of Slack'), 0])
  })

  const recipient = 'ada+crm@acme.example'
  const member = (id: unknown) => saying(200, {ok: true, user: {id}})

  it('posts to the member whom an address leads to', async () => {
    const {outcome, got} = await attempt(inTurn(member('U012AB3CD'), saying(200, posted)), {
      settings: bot,
      recipient,
    })
    expect(outcome).toEqual(sentTo)
    expect(got.map(({path: at}) => at)).toEqual(['/api/users.lookupByEmail', '/api/chat.postMessage'])
    expect([got[0]!.headers.authorization, got[0]!.body]).toEqual([
      `Bearer ${token}`,
      'email=ada%2Bcrm%40acme.example',
    ])
    expect(JSON.parse(got[1]!.body).channel).toBe('U012AB3CD')
  })

  it.each<[string, Answer, unknown]>([
    ['nobody', saying(200, {ok: false, error: 'users_not_found'}), failed('nobody in the workspace has')],
    [
      'no scope',
      saying(200, {ok: false, error: 'missing_scope'}),
      failed('lacks the scope users:read.email'),
    ],
    ['no token', saying(200, {ok: false, error: 'token_revoked'}), gone('install the app again')],
    ['no id', member(7), failed('Slack gave no member')],
    ['a channel', member('C012AB3CD'), failed('Slack gave no member')],
    ['too many', saying(429, {ok: false, error: 'ratelimited'}), retry('too many')],
    ['a page', saying(200, page), retry('a proxy may stand between')],
    ['the end of the connection', response => response.socket?.destroy(), retry('closed the connection')],
  ])('posts to nobody where the look-up of an address gives %s', async (_, answer, expected) => {
    const {outcome, got} = await attempt(answer, {settings: bot, recipient})
    expect([outcome, got.length]).toEqual([expected, 1])
    expect(JSON.stringify(outcome)).not.toContain('acme.example')
  })

  it('looks nobody up for the CSV of a message that is there', async () => {
    const {got} = await attempt(saying(500, ''), {settings: {...bot, csv: true}, recipient, state: thread})
    expect(got.map(({path: at}) => at)).toEqual(['/api/files.getUploadURLExternal'])
  })

  it('that is stopped while it looks somebody up has posted nothing', async () => {
    const stop = new AbortController()
    const {outcome} = await attempt(() => stop.abort(), {settings: bot, recipient, signal: stop.signal})
    expect(outcome).toEqual(retry('before anything left'))
  })

  it('posts once more, and says so, what was sent and is asked for again', async () => {
    const state = {...thread, isComplete: true}
    const {outcome, got} = await attempt(saying(200, posted), {settings: bot, state, isRepeat: true})
    expect(outcome).toEqual(sentTo)
    expect(JSON.parse(got[0]!.body).text).toMatch(/^Possible repeat: weekly/)
  })
})

describe('the CSV in the thread', () => {
  const settings = {...bot, csv: true}
  const place: Answer = (response, {headers}) =>
    saying(200, {ok: true, file_id: 'F1', upload_url: `http://${headers.host}/up/uploadcanary`})(
      response,
      {} as SinkRequest,
    )
  const steps = [saying(200, posted), place, saying(200, 'OK - 512'), saying(200, {ok: true, files: []})]
  const failing = (step: number, answer: Answer) => inTurn(...steps.slice(0, step), answer)

  it('is uploaded, and shared there', async () => {
    const {outcome, got} = await attempt(inTurn(...steps), {settings})
    expect(outcome).toEqual({kind: 'sent', state: {...thread, isComplete: true}})
    const [, ask, upload, share] = got
    const {filename, length} = Object.fromEntries(new URLSearchParams(ask!.body))
    expect([ask!.path, filename, length]).toEqual([
      '/api/files.getUploadURLExternal',
      'weekly-2025-04-01.csv',
      String(Buffer.byteLength(upload!.body)),
    ])
    expect(upload!.path).toBe('/up/uploadcanary')
    expect(upload!.headers.authorization).toBeUndefined()
    expect(upload!.body.split('\r\n').length).toBe(8)
    expect(share!.path).toBe('/api/files.completeUploadExternal')
    expect(JSON.parse(share!.body)).toEqual({
      files: [{id: 'F1', title: 'weekly-2025-04-01.csv'}],
      channel_id: posted.channel,
      thread_ts: posted.ts,
    })
  })

  const partial = (text: string) => ({kind: 'partial', error: words(text), state: thread})
  const again = (text: string) => ({kind: 'retry', error: words(text), state: thread})
  const hangUp: Answer = response => response.socket?.destroy()

  it.each<[string, number, Answer, unknown]>([
    ['no scope', 1, saying(200, {ok: false, error: 'missing_scope'}), partial('files:write')],
    ['no place', 1, saying(200, {ok: true}), partial('gave no place')],
    [
      'a place inside',
      1,
      saying(200, {ok: true, file_id: 'F', upload_url: 'http://169.254.169.254/x'}),
      partial('not allowed'),
    ],
    [
      'a token that was revoked meanwhile',
      1,
      saying(200, {ok: false, error: 'token_revoked'}),
      partial('install'),
    ],
    [
      'too many',
      1,
      saying(429, '', {'retry-after': '9'}),
      {...again('was not attached'), retryAfterMs: 9000},
    ],
    ['no answer', 1, hangUp, again('was not attached')],
    ['upload fails', 2, saying(500, ''), again('was not attached')],
    ['a gateway for the upload', 2, saying(502, page), again('was not attached')],
    ['no answer to the upload', 2, hangUp, again('was not attached')],
    ['upload is refused', 2, saying(400, ''), partial('refused')],
    ['sharing fails', 3, saying(200, {ok: false, error: 'internal_error'}), again('which passes')],
    ['a gateway for sharing', 3, saying(504, page), partial('by a gateway alone (504)')],
    ['no answer to sharing', 3, hangUp, partial('closed the connection')],
  ])('never sends the message again: %s', async (_, step, answer, expected) => {
    const {outcome} = await attempt(failing(step, answer), {settings})
    expect(outcome).toEqual(expected)
    const {state} = outcome as Extract<DeliveryOutcome, {kind: 'partial'}>
    const next = await attempt(inTurn(...steps.slice(1)), {settings, state: state!, isRepeat: true})
    expect(next.outcome).toMatchObject({kind: 'sent'})
    expect(next.got.map(({path}) => path)).not.toContain('/api/chat.postMessage')
  })

  it('remembers the message when the program is stopped in between', async () => {
    const stop = new AbortController()
    const stopping: Answer = () => stop.abort(new Error('stopped'))
    const {outcome} = await attempt(failing(1, stopping), {settings, signal: stop.signal})
    expect(outcome).toEqual(again('revsched was stopped'))
  })

  it('is not asked for where the message was not sent', async () => {
    const {outcome, got} = await attempt(saying(200, {ok: false, error: 'internal_error'}), {settings})
    expect([outcome, got.length]).toEqual([retry('which passes'), 1])
  })

  it('holds the deals of its owner alone', async () => {
    const {got} = await attempt(inTurn(...steps), {settings, recipient: 'U012AB3CD', task: {owner: 'Grace'}})
    const names = got[2]!.body.split('\r\n').map(line => line.split(',')[1])
    expect(names).toEqual(['Deal', 'Wingtip', 'Fabrikam', undefined])
  })

  it('is not attached where it is too large', async () => {
    const message = await slackDriver.render(aDigestTask({kind: 'slack', settings}))
    const {outcome, got} = await attempt(saying(200, posted), {
      settings,
      message: {...message, csv: {text: null}},
    })
    expect([outcome, got.length]).toEqual([partial('too large'), 1])
  })
})

const refusalOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof RevschedError) {
      told[`refusal ${Object.keys(told).length}`] = `${error.message} ${error.hint}`
      return {code: error.code, text: `${error.message}; ${error.hint}`}
    }
    throw error
  }
  return 'no refusal'
}
const usage = (text: string) => ({code: 'usage', text: words(text)})

describe('settings', () => {
  it.each([
    [{via: 'bot', channel: '#pipeline'}, '#pipeline'],
    [{via: 'bot', channel: 'C012AB3CD', csv: true, blocks: 'plain'}, 'C012AB3CD'],
    [{}, 'https://hooks.slack.com/serv…'],
  ])('%j lead to %s', (given, target) => {
    const settings = slackDriver.parseSettings(given)
    expect(settings).toMatchObject({...given, apiUrl: 'https://slack.com/api/'})
    expect(slackDriver.parseSettings(settings)).toEqual(settings)
    const secret = settings.via === 'bot' ? token : `https://hooks.slack.com${path}`
    expect(slackDriver.targetOf(settings, slackDriver.parseSecret(secret, settings))).toBe(target)
  })

  it.each([
    [{via: 'mail'}, '"mail" is not a valid --via: it takes webhook or bot'],
    [{via: 'bot'}, "give --channel '#pipeline'"],
    [{via: 'bot', channel: 'pipeline'}, '"pipeline" is not a valid --channel'],
    [{via: 'bot', channel: '#<!channel>'}, 'is not a valid --channel'],
    [{channel: '#pipeline'}, 'leave out --channel (--no-channel takes away the one that it has)'],
    [{csv: true}, 'takes no files; leave out --csv, or give --via bot'],
    [{blocks: 'rich'}, '"rich" is not a valid --blocks: it takes native or plain'],
    [{apiUrl: 'http://10.0.0.1/'}, 'does not begin with https://'],
    [{color: 'red'}, 'has no setting "color"'],
  ])('%j are refused: %s', (given, text) => {
    expect(refusalOf(() => slackDriver.parseSettings(given))).toEqual(usage(text.split(';')[0]!))
  })
})

describe('the secret', () => {
  const slackHook = `https://hooks.slack.com${path}`

  it.each([
    ['a webhook', {}, ` ${slackHook}\n`, slackHook],
    ['one for authorities', {}, `https://hooks.slack-gov.com${path}`, `https://hooks.slack-gov.com${path}`],
    ['one of the own network', {isPrivateAllowed}, `http://chat.local${path}`, `http://chat.local${path}`],
    ['a token', bot, `${token}\n`, token],
  ])('may be %s', (_, given, secret, stored) => {
    expect(slackDriver.parseSecret(secret, slackDriver.parseSettings(given))).toBe(stored)
  })

  it.each([
    ['no URL', {}, token, 'is not a URL'],
    [
      'another host',
      {},
      `https://hooks.slack.com.evil.example${path}`,
      'leads to "hooks.slack.com.evil.example"',
    ],
    [
      'a workflow',
      {},
      'https://hooks.slack.com/triggers/T0CANARY/1/keycanary',
      'not that of an incoming webhook',
    ],
    ['http', {}, `http://hooks.slack.com${path}`, 'does not begin with https://'],
    ['an address inside', {}, `https://127.0.0.1${path}`, 'does not lead to a public address'],
    ['a webhook for a bot', bot, slackHook, 'no bot token'],
    ['a token of a user', bot, token.replace('xoxb', 'xoxp'), 'no bot token'],
    ['a line break inside', bot, `${token}\nx: y`, 'no bot token'],
  ])('is refused, and not repeated: %s', (_, given, secret, text) => {
    const settings = slackDriver.parseSettings(given)
    expect(refusalOf(() => slackDriver.parseSecret(secret, settings))).toEqual(usage(text))
  })

  it('is asked for by its name', () => {
    expect(slackDriver.secretPrompt(slackDriver.parseSettings({}))).toContain('hooks.slack.com')
    expect(slackDriver.secretPrompt(slackDriver.parseSettings(bot))).toBe(
      'Bot token of the Slack app (xoxb-…)',
    )
    const elsewhere = slackDriver.parseSettings({...bot, apiUrl: 'https://slack-gov.com/api'})
    expect(slackDriver.secretPrompt(elsewhere)).toMatch(/xoxb-.* for https:\/\/slack-gov\.com\/api\/$/)
  })
})
