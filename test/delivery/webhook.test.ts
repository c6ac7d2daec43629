import {randomBytes} from 'node:crypto'
import type {LookupAddress} from 'node:dns'
import {Webhook} from 'standardwebhooks'
import {afterEach, describe, expect, it} from 'vitest'
import {webhookDriver} from '../../src/delivery/webhook.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {Sending} from '../../src/domain/ports/channel-driver.js'
import {httpClientOf} from '../../src/platform/http-client.js'
import {aDigestTask, aSending} from '../support/a-digest-task.js'
import {anAnalysis} from '../support/an-analysis.js'
import {channelPorts} from '../support/channel-ports.js'
import {httpSink} from '../support/http-sink.js'
import {foundSecrets} from '../support/secret-hunt.js'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})
const sink = async (...options: Parameters<typeof httpSink>) => {
  const one = await httpSink(...options)
  open.push(one.close)
  return one
}

const never = new AbortController().signal
const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`
const [current, older] = [secretOf(24), secretOf(64)]
const isPrivateAllowed = true
const url = 'https://hooks.example/services/key-canary'

const stored = (given: string, settings = {}) => JSON.parse(webhookDriver.parseSecret(given, settings))

describe('the secret', () => {
  it('is a URL and what signs, in any order and layout', () => {
    expect(stored(`${url}\n${current}\n${older}\n`)).toEqual({url, signingSecrets: [current, older]})
    expect(stored(`  ${current} ${url}`)).toEqual({url, signingSecrets: [current]})
  })

  it('is made where none is given, and shown once', () => {
    const [one, two] = [webhookDriver.parseSecret(url, {}), webhookDriver.parseSecret(url, {})]
    const [made] = JSON.parse(one).signingSecrets
    expect(made).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
    expect(one).not.toBe(two)
    expect(webhookDriver.shownOnce!(url, one)).toBe(made)
    const given = `${url} ${current}`
    expect(webhookDriver.shownOnce!(given, webhookDriver.parseSecret(given, {}))).toBeNull()
  })

  it.each([
    ['nothing', ''],
    ['no URL', current],
    ['two URLs', `${url} ${url}x`],
    ['a key without its prefix', `${url} ${current.slice(6)}`],
    ['23 bytes', `${url} ${secretOf(23)}`],
    ['65 bytes', `${url} ${secretOf(65)}`],
    ['no base64', `${url} whsec_key-canary-key-canary-key-canary-key`],
    ['five secrets', [url, ...Array(5).fill(current)].join(' ')],
    ['an address inside', 'https://127.0.0.1/key-canary'],
    ['http', 'http://hooks.example/key-canary'],
  ])('is refused, and not repeated: %s', (_, given) => {
    const refusal = thrownBy(() => webhookDriver.parseSecret(given, {}))
    expect(refusal).toMatchObject({code: 'usage', hint: expect.any(String)})
    const texts = {error: `${refusal.message} ${refusal.hint}`}
    const parts = given.split(/\s+/).filter(part => part.length > 8)
    expect(foundSecrets(['key-canary', ...parts], {texts, folders: []})).toEqual([])
  })

  it('may lead inside where that is allowed', () =>
    expect(stored(`http://127.0.0.1:8080/x ${current}`, {isPrivateAllowed}).url).toBe(
      'http://127.0.0.1:8080/x',
    ))

  it('shows no more of itself than its host and 4 characters', () => {
    expect(webhookDriver.targetOf({}, webhookDriver.parseSecret(url, {}))).toBe('https://hooks.example/serv…')
    expect(webhookDriver.targetOf({}, null)).toBe('no URL')
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

describe('settings', () => {
  it.each<[string, object, object]>([
    ['none', {}, {}],
    ['all', {isPrivateAllowed, allDeals: true}, {isPrivateAllowed, allDeals: true}],
    ['headers, in lower case', {headers: {'X-Team': 'emea'}}, {headers: {'x-team': 'emea'}}],
    ['20 headers', {headers: headers(20)}, {headers: headers(20)}],
    ['a value of 1,000 characters', {headers: {x: 'a'.repeat(1000)}}, {headers: {x: 'a'.repeat(1000)}}],
  ])('are taken: %s', (_, given, expected) =>
    expect(webhookDriver.parseSettings({...given})).toEqual(expected),
  )

  it.each<[string, object, RegExp]>([
    ['an unknown one', {retries: 3}, /no setting "retries"/],
    ['a word for a yes', {allDeals: 'yes'}, /"yes" is not a valid --all-deals/],
    ['headers that are no list', {headers: 'X-Team: emea'}, /not a valid --header/],
    ['21 headers', {headers: headers(21)}, /more than 20/],
    ['a header twice', {headers: {'X-A': '1', 'x-a': '2'}}, /given twice/],
    ['a long name', {headers: {['x'.repeat(101)]: '1'}}, /no name of a header/],
    ['a name with a break', {headers: {'x\r\nhost': '1'}}, /no name of a header/],
    ['a name with a colon', {headers: {'x:': '1'}}, /no name of a header/],
    ['no name', {headers: {'': '1'}}, /no name of a header/],
    ['no value', {headers: {'x-a': ''}}, /is empty/],
    ['a value of 1,001 characters', {headers: {x: 'a'.repeat(1001)}}, /more than 1000 characters/],
    ...['a\r\nb: c', 'a\nb', 'a\u0000', 'ü', ' a', 'a ', 'a\u007f'].map((value): [string, object, RegExp] => [
      `the value ${JSON.stringify(value)}`,
      {headers: {'x-a': value}},
      /plain ASCII/,
    ]),
    ...[
      'Host',
      'Content-Length',
      'Content-Type',
      'Transfer-Encoding',
      'Connection',
      'Expect',
      'User-Agent',
      'Proxy-Authorization',
      'Webhook-Id',
      'webhook-signature',
      'Idempotency-Key',
    ].map((name): [string, object, RegExp] => [name, {headers: {[name]: '1'}}, /is set by/]),
    ...['Authorization', 'Cookie', 'X-Api-Key', 'X-Auth-Token', 'X-Hub-Signature', 'Client-Secret'].map(
      (name): [string, object, RegExp] => [name, {headers: {[name]: '1'}}, /looks like a secret/],
    ),
  ])('are refused: %s', (_, given, message) =>
    expect(() => webhookDriver.parseSettings({...given})).toThrow(
      expect.objectContaining({code: 'usage', message: expect.stringMatching(message)}),
    ),
  )

  function headers(many: number) {
    return Object.fromEntries(Array.from({length: many}, (_, index) => [`x-${index}`, 'a']))
  }
})

describe('the body', () => {
  const bodyOf = async (changes: Partial<Parameters<typeof aDigestTask>[0]> = {}) => {
    const message = await webhookDriver.render(aDigestTask({kind: 'webhook', ...changes}))
    return JSON.parse(String(message.body))
  }
  const findings = [{ruleId: 'missing-amount', severity: 'high' as const, message: 'no amount'}]
  const deals = (many: number, name = 'Deal') =>
    anAnalysis({deals: Array.from({length: many}, (_, index) => ({id: `d${index}`, name, findings}))})

  it('is report --json in the envelope of the specification', async () => {
    const {type, timestamp, data} = await bodyOf()
    expect([type, timestamp]).toEqual(['review.completed', '2025-04-01T12:00:01.500Z'])
    expect(Object.keys(data)).toEqual(['run', 'review'])
    expect(data.run).toMatchObject({reviewName: 'weekly', status: 'completed'})
    expect(data.review).toMatchObject({score: expect.any(Number), deals: {length: 6}})
  })

  it('of a sample is of a type of its own', async () =>
    expect(await bodyOf({isSample: true})).toMatchObject({type: 'review.sample'}))

  it.each([
    [1000, {}, 1000],
    [1001, {}, 1000],
    [1001, {allDeals: true}, 1001],
  ])('of %i deals with %j has %i, and the findings of those', async (many, settings, shown) => {
    const {review} = (await bodyOf({analysis: deals(many), settings})).data
    expect([review.deals.length, review.findings.length]).toEqual([shown, shown])
    expect(review.dealsAnalyzed).toBe(many)
  })

  it('is refused above 20 MB, in words', async () => {
    const analysis = deals(1000, 'x'.repeat(21_000))
    await expect(bodyOf({analysis})).rejects.toMatchObject({
      code: 'delivery-failed',
      message: 'the report is larger than 20 MB',
      hint: expect.stringContaining('--all-deals'),
    })
  })

  it('is not made for a single owner: it would tell them of the deals of others', async () =>
    expect(bodyOf({owner: 'Grace'})).rejects.toMatchObject({code: 'config'}))
})

const body = '{"type":"review.completed"}'

function sendingTo(target: string, changes: Partial<Sending> = {}): Sending {
  const settings = {isPrivateAllowed, headers: {'x-team': 'emea'}}
  const secret = webhookDriver.parseSecret(`${target}/key-canary ${current} ${older}`, settings)
  return aSending({settings, secret, message: {body}, ...changes})
}

describe('sending', () => {
  it('posts what the reference implementation takes with either secret', async () => {
    const {url: target, got} = await sink()
    const sending = sendingTo(target, {now: new Date()})
    expect(await webhookDriver.send(sending, channelPorts(), never)).toEqual({kind: 'sent'})
    const [{method, path, headers, body: sent}] = got as [(typeof got)[0]]
    expect({method, path, sent}).toEqual({method: 'POST', path: '/key-canary', sent: body})
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(body.length),
      'idempotency-key': sending.key,
      'webhook-id': sending.key,
      'webhook-timestamp': String(Math.floor(sending.now.getTime() / 1000)),
      'x-team': 'emea',
      'user-agent': 'revsched/1.2.3',
    })
    for (const secret of [current, older])
      expect(new Webhook(secret).verify(sent, headers as Record<string, string>)).toEqual(JSON.parse(body))
  })

  it('has the same id at each attempt, and the time of its own', async () => {
    const {url: target, got} = await sink(response => void response.writeHead(500).end())
    for (const now of [new Date(1_000_000), new Date(2_000_999)])
      expect(await webhookDriver.send(sendingTo(target, {now}), channelPorts(), never)).toMatchObject({
        kind: 'retry',
      })
    const [one, two] = got.map(({headers}) => headers)
    expect([one!['webhook-id'], one!['webhook-timestamp']]).toEqual([two!['webhook-id'], '1000'])
    expect(two!['webhook-timestamp']).toBe('2000')
    expect(one!['webhook-signature']).not.toBe(two!['webhook-signature'])
  })

  it('ends for good where the receiver is gone', async () => {
    const {url: target} = await sink(response => void response.writeHead(410).end())
    expect(await webhookDriver.send(sendingTo(target), channelPorts(), never)).toMatchObject({
      kind: 'failed',
      disables: true,
    })
  })

  it('fails without a URL', async () =>
    expect(await webhookDriver.send(aSending(), channelPorts(), never)).toMatchObject({kind: 'failed'}))

  it.each<[string, LookupAddress['address'][], boolean]>([
    ['this machine', ['127.0.0.1'], false],
    ['this machine, mapped', ['::ffff:127.0.0.1'], false],
    ['an inside one behind a public one', ['93.184.216.34', '10.0.0.1'], false],
    ['where clouds keep credentials', ['169.254.169.254'], true],
    ['a translated one', ['64:ff9b::7f00:1'], true],
  ])('calls no name that stands for %s', async (_, addresses, allowed) => {
    const {port, got} = await sink()
    const {http, asked} = lookingUp([addresses])
    const sending = sendingTo(`https://hooks.example:${port}`, {settings: {isPrivateAllowed: allowed}})
    expect(await webhookDriver.send(sending, channelPorts({http}), never)).toEqual({
      kind: 'failed',
      error: expect.stringMatching(
        /"hooks\.example:\d+" has an address that is not allowed; .*--allow-private-address/,
      ),
    })
    expect([asked.length, got]).toEqual([1, []])
  })

  it('looks a name up at each attempt, and once: what it stood for before counts for nothing', async () => {
    const {port, got} = await sink()
    const {http, asked} = lookingUp([['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1']])
    const sending = sendingTo(`http://hooks.internal:${port}`)
    const kinds = [
      (await webhookDriver.send(sending, channelPorts({http}), never)).kind,
      (await webhookDriver.send(sending, channelPorts({http}), never)).kind,
    ]
    expect({kinds, asked: asked.length, got: got.length}).toEqual({
      kinds: ['sent', 'failed'],
      asked: 2,
      got: 1,
    })
  })

  it('tells no secret, whatever goes wrong', async () => {
    const echo = await sink(
      (response, {headers}) => void response.writeHead(400).end(JSON.stringify(headers)),
    )
    const drop = await sink(response => response.destroy())
    const elsewhere = await sink(response => void response.writeHead(302, {location: '/key-canary'}).end())
    const targets = [
      echo.url,
      drop.url,
      elsewhere.url,
      'http://127.0.0.1:9',
      `https://127.0.0.1:${echo.port}`,
    ]
    const outcomes = await Promise.all(
      targets.map(target => webhookDriver.send(sendingTo(target), channelPorts(), never)),
    )
    expect(outcomes.map(({kind}) => kind)).toEqual(['failed', 'unknown', 'failed', 'retry', 'failed'])
    const secrets = ['key-canary', current, older, current.slice(6), older.slice(6)]
    expect(foundSecrets(secrets, {texts: {outcomes: JSON.stringify(outcomes)}, folders: []})).toEqual([])
  })
})

/** Answers look-ups one after the other. */
function lookingUp(answers: string[][]) {
  const asked: string[] = []
  const http = httpClientOf('1.2.3', {
    lookup: (hostname, _, callback) => {
      const addresses = answers[asked.push(hostname) - 1]!
      setImmediate(() =>
        callback(
          null,
          addresses.map(address => ({address, family: address.includes(':') ? 6 : 4})),
        ),
      )
    },
  })
  return {http, asked}
}
