import type {ServerResponse} from 'node:http'
import {afterAll, afterEach, describe, expect, it} from 'vitest'
import {teamsDriver} from '../../src/delivery/teams.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {Sending} from '../../src/domain/ports/channel-driver.js'
import {aDigestTask, aSending} from '../support/a-digest-task.js'
import {teamsProblems} from '../support/adaptive-card.js'
import {missingOpenssl, testAuthority} from '../support/certificates.js'
import {channelPorts} from '../support/channel-ports.js'
import {httpSink} from '../support/http-sink.js'
import {httpWithin} from '../support/http-within.js'
import {foundSecrets} from '../support/secret-hunt.js'

const path = '/workflows/flowcanary/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers&sig=sigcanary'
const told: Record<string, string> = {}

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})
afterAll(() => expect(foundSecrets(['flowcanary', 'sigcanary'], {texts: told, folders: []})).toEqual([]))

type Answer = (response: ServerResponse) => void
type Given = Partial<Sending> & {deadlineMs?: number}

const settings = teamsDriver.parseSettings({isPrivateAllowed: true})
const message = teamsDriver.render(aDigestTask({kind: 'teams'}))

async function attemptAt(url: string, {deadlineMs = 5000, ...changes}: Given = {}) {
  const secret = teamsDriver.parseSecret(`${url}${path}`, settings)
  const sending = aSending({settings, secret, message: await message, ...changes})
  const outcome = await teamsDriver.send(
    sending,
    channelPorts({http: httpWithin({deadlineMs})}),
    new AbortController().signal,
  )
  told[`outcome ${Object.keys(told).length}`] = JSON.stringify(outcome)
  return outcome
}

async function attempt(answer: Answer, given: Given = {}) {
  const {url, got, close} = await httpSink(answer)
  open.push(close)
  return {got, outcome: await attemptAt(url, given)}
}

const saying =
  (status: number, body: string | object = '', headers: Record<string, string> = {}): Answer =>
  response =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
const coded = (code: string) => ({error: {code, message: `at ${path}`}})

const words = (text: string) => expect.stringContaining(text)
const failed = (text: string) => ({kind: 'failed', error: words(text)})
const retry = (text: string) => ({kind: 'retry', error: words(text)})
const unknown = (text: string) => ({kind: 'unknown', error: words(text)})

describe('a workflow of Teams', () => {
  it.each<[string, Answer, unknown]>([
    ['accepted', saying(202), {kind: 'sent'}],
    ['done', saying(200, '1'), {kind: 'sent'}],
    [
      'a redirect',
      saying(302, '', {location: 'https://login.example/'}),
      failed('a redirect, which is not followed'),
    ],
    ['turned off', saying(400, coded('WorkflowTriggerIsNotEnabled')), failed('turn it on in Power Automate')],
    ['another template', saying(400, coded('TriggerInputSchemaMismatch')), failed('from the template')],
    [
      'not for all',
      saying(401, coded('DirectApiAuthorizationRequired')),
      failed('let anyone trigger the workflow'),
    ],
    ['a code that nobody knows', saying(400, coded('flowcanary')), failed('refused the message (400)')],
    ['no code of it', saying(400, coded('toString')), failed('refused the message (400)')],
    ['removed', saying(404, coded('WorkflowNotFound')), {...failed('was removed'), disables: true}],
    ['gone', saying(410), {...failed('the address is gone'), disables: true}],
    ['too large', saying(413), failed('too large')],
    ['too many', saying(429, '', {'retry-after': '11'}), {...retry('no more'), retryAfterMs: 11_000}],
    ['its fault', saying(500), retry('cannot take it now (500)')],
    ['it is busy', saying(503), retry('cannot take it now (503)')],
    ['a gateway for it', saying(502), unknown('by a gateway alone (502): the message may have arrived')],
    ['a gateway that waited for it', saying(504), unknown('by a gateway alone (504)')],
    ['a gateway, with a code', saying(502, coded('BadGateway')), unknown('by a gateway alone (502)')],
    ['the end of the connection', response => response.socket?.destroy(), unknown('closed the connection')],
  ])('that answers: %s', async (_, answer, expected) => {
    expect((await attempt(answer)).outcome).toEqual(expected)
  })

  it('that hangs may have it', async () => {
    expect((await attempt(() => undefined, {deadlineMs: 200})).outcome).toEqual(unknown('within 0.2 s'))
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

  it('gets a card, marked where it may be a repeat', async () => {
    const [first, second] = [await attempt(saying(202)), await attempt(saying(202), {isRepeat: true})]
    const cards = [first, second].map(({got}) => JSON.parse(got[0]!.body))
    expect(cards.flatMap(teamsProblems)).toEqual([])
    expect(cards.map(card => JSON.stringify(card).includes('Possible repeat'))).toEqual([false, true])
    expect(first.got[0]).toMatchObject({path, headers: {'content-type': 'application/json; charset=utf-8'}})
  })

  it('posts to no person', async () => {
    const {outcome, got} = await attempt(saying(202), {recipient: 'ada@acme.example'})
    expect([outcome, got.length]).toEqual([failed('by email or Slack'), 0])
  })
})

describe('its URL', () => {
  const host = 'default01.02.environment.api.powerplatform.com'

  it('is shown as its host and 4 characters', () => {
    const secret = teamsDriver.parseSecret(` https://${host}:443${path}\n`, {})
    expect(secret).toBe(`https://${host}${path}`)
    expect(teamsDriver.targetOf({}, secret)).toBe(`https://${host}/work…`)
  })

  it.each([
    ['no URL', 'flowcanary', 'is not a URL'],
    ['http', `http://${host}${path}`, 'does not begin with https://'],
    ['an address inside', `https://10.0.0.1${path}`, 'does not lead to a public address'],
    ['cut off by a shell', `https://${host}${path.split('&')[0]}`, 'has no sig='],
    ['an Office connector', `https://acme.webhook.office.com${path}`, 'which Microsoft has turned off'],
  ])('is refused, and not repeated: %s', (_, given, text) => {
    const refusal = thrownBy(() => teamsDriver.parseSecret(given, {}))
    told[`refusal ${text}`] = `${refusal.message} ${refusal.hint}`
    expect(refusal).toMatchObject({code: 'usage', message: words(text), hint: expect.any(String)})
  })

  it('has no settings but one', () => {
    expect(teamsDriver.parseSettings({})).toEqual({})
    const refusal = thrownBy(() => teamsDriver.parseSettings({channel: '#pipeline'}))
    expect(refusal).toMatchObject({code: 'usage', message: words('has no setting "channel"')})
  })
})

function thrownBy(work: () => unknown): RevschedError {
  try {
    work()
  } catch (error) {
    if (error instanceof RevschedError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
