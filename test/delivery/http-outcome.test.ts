import type {ServerResponse} from 'node:http'
import {createServer} from 'node:net'
import {afterEach, describe, expect, it} from 'vitest'
import {answerToPost, type HttpPost, httpOutcome, statusOutcomeOnce} from '../../src/delivery/http-outcome.js'
import type {DeliveryOutcome} from '../../src/domain/delivery/delivery.js'
import {missingOpenssl, testAuthority} from '../support/certificates.js'
import {httpSink} from '../support/http-sink.js'
import {httpWithin} from '../support/http-within.js'
import {listening} from '../support/raw-server.js'
import {foundSecrets} from '../support/secret-hunt.js'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})
const opened = async <T extends {close(): unknown}>(server: Promise<T>) => {
  const one = await server
  open.push(one.close)
  return one
}

const never = new AbortController().signal
const now = new Date('2026-11-16T09:00:00Z')
const canary = 'T0CANARY/B0CANARY/x+canary=='
const secrets = ['T0CANARY', 'x+canary==', 'key-canary']

const post = (url: string, extra: Partial<HttpPost> = {}): HttpPost => ({
  url: `${url}/services/${canary}?sig=key-canary`,
  headers: {authorization: 'Bearer key-canary'},
  body: '{}',
  isPrivateAllowed: true,
  ...extra,
})

const outcomeOf = (
  url: string,
  {deadlineMs = 5000, ...extra}: Partial<HttpPost> & {deadlineMs?: number} = {},
) => httpOutcome(post(url, extra), {http: httpWithin({deadlineMs}), now}, never)

const answering =
  (status: number, headers: Record<string, string> = {}, body = canary) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(body)

const retry = (retryAfterMs?: number) => ({
  kind: 'retry',
  error: expect.any(String),
  ...(retryAfterMs !== undefined && {retryAfterMs}),
})
const failed = {kind: 'failed', error: expect.any(String)}
const gone = {...failed, disables: true}
const unknown = {kind: 'unknown', error: expect.any(String)}
const sent = {kind: 'sent'}
const serverDate = 'Mon, 16 Nov 2026 09:10:00 GMT'

describe('what an answer means', () => {
  it.each<[string, (response: ServerResponse) => void, unknown]>([
    ['200', answering(200), sent],
    ['204 without a body', answering(204, {}, ''), sent],
    ['299', answering(299), sent],
    ['301', answering(301, {location: 'https://elsewhere.example/'}), failed],
    ['304', answering(304, {}, ''), failed],
    ['400', answering(400), failed],
    ['401', answering(401), failed],
    ['403', answering(403), failed],
    ['404', answering(404), gone],
    ['405', answering(405), failed],
    ['408', answering(408), retry()],
    ['410', answering(410), gone],
    ['413', answering(413), failed],
    ['425', answering(425), retry()],
    ['429', answering(429), retry()],
    ['429, 30 seconds', answering(429, {'retry-after': '30'}), retry(30_000)],
    ['429, at once', answering(429, {'retry-after': '0'}), retry(0)],
    ['429, an hour', answering(429, {'retry-after': '3600'}), retry(3_600_000)],
    ['429, a second more', answering(429, {'retry-after': '3601'}), retry(3_600_000)],
    ['429, what cannot be read', answering(429, {'retry-after': 'soon'}), retry()],
    [
      "429, a date of the server's clock",
      answering(429, {'retry-after': 'Mon, 16 Nov 2026 09:12:00 GMT', date: serverDate}),
      retry(120_000),
    ],
    ['429, a date that is over', answering(429, {'retry-after': serverDate, date: serverDate}), retry(0)],
    [
      '429, a date tomorrow',
      answering(429, {'retry-after': 'Tue, 17 Nov 2026 09:10:00 GMT', date: serverDate}),
      retry(3_600_000),
    ],
    ['500', answering(500), retry()],
    ['502', answering(502), retry()],
    ['504', answering(504), retry()],
    ['524', answering(524), retry()],
    ['503, 10 seconds', answering(503, {'retry-after': '10'}), retry(10_000)],
    ['599', answering(599), retry()],
    ['500 with a page of 2 MB', answering(500, {}, 'x'.repeat(2_000_000)), retry()],
    ['200 with what is not UTF-8', response => void response.end(Buffer.from([0xff])), sent],
    ['200 whose body breaks off', brokenBody(200), sent],
    ['500 whose body breaks off', brokenBody(500), retry()],
  ])('%s', async (_, answer, expected) => {
    const {url, got} = await opened(httpSink(answer))
    const outcome = await outcomeOf(url)
    expect(outcome).toEqual(expected)
    expect(got.map(({method, body}) => `${method} ${body}`)).toEqual(['POST {}'])
    tellsNothing(outcome)
  })

  function brokenBody(status: number) {
    return (response: ServerResponse) => {
      response.writeHead(status, {'content-length': '100'}).write('half')
      setImmediate(() => response.destroy())
    }
  }

  it('tells host and status', async () => {
    const {url, port} = await opened(httpSink(answering(429)))
    expect(await outcomeOf(url)).toEqual({
      kind: 'retry',
      error: `"127.0.0.1:${port}" takes no more messages for now (429)`,
    })
  })

  it.each<[number, string, unknown]>([
    [500, 'the place itself', retry()],
    [502, 'a gateway', unknown],
    [503, 'the place itself', retry()],
    [504, 'a gateway that waited', unknown],
    [505, 'the place itself', retry()],
    [519, 'nobody known', retry()],
    [520, 'Cloudflare, of an answer that is none', unknown],
    [521, 'Cloudflare, whose connection was refused', retry()],
    [522, 'Cloudflare, where no connection came about or the request was not acknowledged', unknown],
    [523, 'Cloudflare, without a way there', retry()],
    [524, 'Cloudflare, that waited', unknown],
    [525, 'Cloudflare, without TLS', retry()],
    [526, 'Cloudflare, of a certificate', retry()],
    [527, 'Cloudflare, whose tunnel broke', unknown],
    [530, 'Cloudflare, with a number of its own', unknown],
    [561, 'a load balancer of AWS', unknown],
    [599, 'a proxy', unknown],
    [429, 'the place itself', retry()],
    [404, 'the place itself', gone],
    [200, 'the place itself', sent],
  ])('that would post a repeat as well: %i, by %s', (status, _, expected) => {
    const outcome = statusOutcomeOnce({status, headers: {}}, {url: `https://a.example/${canary}`, now})
    expect(outcome).toEqual(expected)
    tellsNothing(outcome)
  })

  it('stands when the rest of it does not come in time', async () => {
    const {url} = await opened(httpSink(response => void response.writeHead(200).write('half')))
    expect(await outcomeOf(url, {deadlineMs: 100})).toEqual(sent)
  })

  it('is not followed elsewhere', async () => {
    const elsewhere = await opened(httpSink())
    const {url} = await opened(httpSink(answering(307, {location: `${elsewhere.url}/x`})))
    expect(await outcomeOf(url)).toEqual(failed)
    expect(elsewhere.got).toEqual([])
  })

  it('is there for drivers that read it', async () => {
    const {url} = await opened(httpSink(answering(200, {'x-a': 'b'}, '{"ok":false}')))
    expect(await answerToPost(post(url), {http: httpWithin()}, never)).toMatchObject({
      status: 200,
      headers: {'x-a': 'b'},
      body: '{"ok":false}',
    })
  })
})

describe('without an answer', () => {
  const tcp = (onSocket: Parameters<typeof createServer>[1] & object) =>
    opened(listening(createServer(onSocket)))

  it.each<[string, () => Promise<string>, unknown]>([
    ['nobody listens', async () => 'http://127.0.0.1:9', retry()],
    ['no such host', async () => 'https://nowhere.invalid', retry()],
    ['it hangs', async () => (await opened(httpSink(() => undefined))).url, unknown],
    ['it drops after the body', async () => (await opened(httpSink(r => r.destroy()))).url, unknown],
    [
      'it resets at once',
      async () =>
        `http://127.0.0.1:${(await tcp(socket => socket.once('data', () => socket.resetAndDestroy()))).port}`,
      unknown,
    ],
    [
      'it is no HTTP',
      async () =>
        `http://127.0.0.1:${(await tcp(socket => socket.once('data', () => socket.end('220 mail\r\n')))).port}`,
      unknown,
    ],
    [
      'TLS is broken off',
      async () => `https://127.0.0.1:${(await tcp(socket => socket.once('data', () => socket.end()))).port}`,
      retry(),
    ],
    ['TLS is not spoken', async () => `https://127.0.0.1:${(await opened(httpSink())).port}`, failed],
    ['http goes to a public address', async () => 'http://93.184.216.34', failed],
  ])('because %s', async (_, url, expected) => {
    const outcome = await outcomeOf(await url(), {deadlineMs: 300})
    expect(outcome).toEqual(expected)
    tellsNothing(outcome)
  })

  it.skipIf(missingOpenssl)('because its certificate is of nobody who is trusted', async () => {
    const authority = testAuthority()
    const {url, got} = await opened(httpSink(answering(200), authority.selfSigned('IP:127.0.0.1')))
    authority.remove()
    const outcome = await outcomeOf(url)
    expect(outcome).toEqual({
      kind: 'failed',
      error: expect.stringMatching(/not trusted .*NODE_EXTRA_CA_CERTS/),
    })
    expect(got).toEqual([])
  })

  it('because a private address is not allowed: the flag is told, and nobody is called', async () => {
    const {url, got} = await opened(httpSink())
    const refused = await outcomeOf(url, {isPrivateAllowed: false})
    expect(refused).toEqual({kind: 'failed', error: expect.stringContaining('--allow-private-address')})
    expect(got).toEqual([])
  })

  it('because it is stopped: the reason is thrown', async () => {
    const stop = new AbortController()
    const {url} = await opened(httpSink(() => stop.abort(new Error('stopped'))))
    await expect(httpOutcome(post(url), {http: httpWithin(), now}, stop.signal)).rejects.toThrow('stopped')
  })
})

it('keeps no connection', async () => {
  const server = await opened(httpSink())
  let closed = 0
  const http: Parameters<typeof httpOutcome>[1]['http'] = rules => {
    const client = httpWithin()(rules)
    return {
      ...client,
      close: () => {
        closed++
        client.close()
      },
    }
  }
  for (const url of [server.url, 'http://127.0.0.1:9']) await httpOutcome(post(url), {http, now}, never)
  expect(closed).toBe(2)
})

function tellsNothing(outcome: DeliveryOutcome): void {
  expect(foundSecrets(secrets, {texts: {outcome: JSON.stringify(outcome)}, folders: []})).toEqual([])
}
