import {createServer as httpServer} from 'node:http'
import {createServer as httpsServer} from 'node:https'
import {createServer as tcpServer} from 'node:net'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest'
import {httpClientOf} from '../../src/platform/http-client.js'
import {pingSender} from '../../src/platform/ping-sender.js'
import {missingOpenssl, testAuthority} from '../support/certificates.js'
import {connectProxy} from '../support/connect-proxy.js'
import {listening} from '../support/raw-server.js'

const never = new AbortController().signal
const cleanUp: (() => unknown)[] = []
beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) {
    vi.stubEnv(name, '')
    vi.stubEnv(name.toUpperCase(), '')
  }
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const step of cleanUp.splice(0).reverse()) await step()
})

const get = (url: string) => ({
  method: 'GET' as const,
  url,
  headers: {authorization: 'Bearer planted-secret'},
  deadlineMs: 10_000,
  maxBytes: 1_000_000,
})

async function kept<T extends {close(): unknown}>(starting: Promise<T>): Promise<T> {
  const started = await starting
  cleanUp.push(() => started.close())
  return started
}

describe('the proxy of the environment', () => {
  const crm = () =>
    kept(listening(httpServer((request, response) => response.end(`answer to ${request.method}`))))
  const client = (world = {}) => httpClientOf('1.2.3', world)({isPrivateAllowed: true})

  it.each<[string, (proxy: string) => NodeJS.ProcessEnv, boolean]>([
    ['HTTP_PROXY', proxy => ({HTTP_PROXY: `http://${proxy}`}), true],
    ['http_proxy', proxy => ({http_proxy: `http://${proxy}`}), true],
    ['a name without a scheme', proxy => ({HTTP_PROXY: proxy}), true],
    ['ALL_PROXY', proxy => ({ALL_PROXY: proxy}), true],
    ['HTTPS_PROXY, for another scheme', proxy => ({HTTPS_PROXY: proxy}), false],
    ['NO_PROXY with the host', proxy => ({HTTP_PROXY: proxy, NO_PROXY: 'a.example,127.0.0.1'}), false],
    ['no_proxy with the domain', proxy => ({HTTP_PROXY: proxy, no_proxy: '.0.0.1'}), false],
    ['NO_PROXY for all', proxy => ({HTTP_PROXY: proxy, NO_PROXY: '*'}), false],
    ['NO_PROXY with another host', proxy => ({HTTP_PROXY: proxy, NO_PROXY: '127.0.0.2'}), true],
    ['nothing', () => ({}), false],
  ])('N35: %s', async (_, env, isUsed) => {
    const [{port}, proxy] = [await crm(), await kept(connectProxy())]
    for (const [name, value] of Object.entries(env(`127.0.0.1:${proxy.port}`))) vi.stubEnv(name, value)
    const own = client()
    for (const _ of [1, 2])
      expect(await own.send(get(`http://127.0.0.1:${port}/`), never)).toMatchObject({body: 'answer to GET'})
    // Both calls through one tunnel.
    expect(proxy.asked).toEqual(isUsed ? [{host: `127.0.0.1:${port}`, authorization: undefined}] : [])
  })

  it('gets its user and password, and looks up the name', async () => {
    const [{port}, proxy] = [await crm(), await kept(connectProxy())]
    vi.stubEnv('HTTP_PROXY', `http://me:p%40ss@127.0.0.1:${proxy.port}`)
    const lookup = () => expect.unreachable()
    expect(await client({lookup}).send(get(`http://crm.example:${port}/`), never)).toMatchObject({
      status: 200,
    })
    const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    expect(proxy.asked).toEqual([{host: `crm.example:${port}`, authorization}])
  })

  it.each<[string, () => Promise<string>, object]>([
    [
      'that is not there',
      async () => {
        const gone = await connectProxy()
        await gone.close()
        return `127.0.0.1:${gone.port}`
      },
      {code: 'unreachable', canPass: true, message: /cannot be reached \(ECONNREFUSED\)/},
    ],
    [
      'that nobody knows',
      async () => 'proxy.invalid:3128',
      {code: 'unreachable', canPass: true, message: /"proxy\.invalid:3128" cannot be reached \(E/},
    ],
    [
      'that wants a password',
      async () => `127.0.0.1:${(await kept(connectProxy(407))).port}`,
      {code: 'unreachable', canPass: false, message: /refused the connection \(status 407\)/},
    ],
    [
      'that does not allow the host',
      async () => `127.0.0.1:${(await kept(connectProxy(403))).port}`,
      {code: 'unreachable', canPass: false, message: /refused the connection \(status 403\)/},
    ],
    [
      'that does not reach the host',
      async () => `127.0.0.1:${(await kept(connectProxy(502))).port}`,
      {code: 'unreachable', canPass: true, message: /refused the connection \(status 502\)/},
    ],
    [
      'that closes the connection',
      async () => `127.0.0.1:${(await kept(listening(tcpServer(socket => socket.end())))).port}`,
      {code: 'unreachable', canPass: true, message: /cannot be reached \(/},
    ],
  ])('N35: one %s is named, without its password', async (_, proxy, expected) => {
    vi.stubEnv('HTTPS_PROXY', `http://me:planted-secret@${await proxy()}`)
    const error = await client()
      .send(get('https://crm.example/?planted-secret'), never)
      .catch((error: unknown) => error)
    const {message, ...rest} = {message: /^/, ...expected}
    expect(error).toMatchObject({...rest, message: expect.stringMatching(message)})
    expect(String(error)).toMatch(/the proxy "(127\.0\.0\.1|proxy\.invalid):\d+"/)
    expect(String(error) + JSON.stringify(error)).not.toContain('planted-secret')
    const pinged = pingSender('1.2.3')(
      {url: 'https://ping.example/', isPrivateAllowed: false, body: ''},
      never,
    )
    await expect(pinged).rejects.toMatchObject({
      ...rest,
      code: 'delivery-failed',
      message: (error as Error).message,
    })
  })

  it('that says nothing is ended by the connect timeout, and its connection is closed', async () => {
    let isClosed: Promise<unknown> | undefined
    const silent = await kept(
      listening(
        tcpServer(socket => {
          isClosed = new Promise(done => socket.resume().on('close', done))
        }),
      ),
    )
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${silent.port}`)
    await expect(
      client({connectTimeoutMs: 100}).send(get('https://crm.example/'), never),
    ).rejects.toMatchObject({
      code: 'unreachable',
      message: `"crm.example" cannot be reached through the proxy "127.0.0.1:${silent.port}" (no connection within 0.1 s)`,
    })
    await isClosed
  })

  it.each([
    ['of another kind', 'socks5://127.0.0.1:1080'],
    ['that is not a URL', 'http://'],
  ])('%s is an error of the configuration', async (_, proxy) => {
    vi.stubEnv('HTTPS_PROXY', proxy)
    await expect(client().send(get('https://crm.example/'), never)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('the proxy that the environment names'),
    })
  })

  it.each([
    ['http, not allowed', 'http://crm.example/', false],
    ['a private address, not allowed', 'https://10.0.0.1/', false],
    ['where clouds keep credentials', 'http://169.254.169.254/', true],
  ])('changes nothing about %s', async (_, url, isPrivateAllowed) => {
    const proxy = await kept(connectProxy())
    vi.stubEnv('ALL_PROXY', `http://127.0.0.1:${proxy.port}`)
    await expect(httpClientOf('1.2.3')({isPrivateAllowed}).send(get(url), never)).rejects.toMatchObject({
      code: 'config',
    })
    expect(proxy.asked).toEqual([])
  })

  it('takes pings, too', async () => {
    const [{port}, proxy] = [await crm(), await kept(connectProxy())]
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`)
    const url = `http://ping.example:${port}/a`
    expect(await pingSender('1.2.3')({url, isPrivateAllowed: true, body: 'a'}, never)).toEqual({status: 200})
    expect(proxy.asked.map(({host}) => host)).toEqual([`ping.example:${port}`])
  })
})

describe.skipIf(missingOpenssl)('TLS through a proxy', () => {
  let authority: ReturnType<typeof testAuthority>
  beforeAll(() => {
    authority = testAuthority()
  })
  afterAll(() => authority?.remove())

  it.each([
    ['a trusted host', 'crm.example', null],
    ['another host', 'other.example', 'tls'],
  ])('is checked as without one: %s', async (_, host, code) => {
    const certificate = authority.certificate('DNS:crm.example')
    const server = await kept(listening(httpsServer(certificate, (_, response) => response.end('{}'))))
    const proxy = await kept(connectProxy())
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`)
    const own = httpClientOf('1.2.3', {ca: authority.ca})({isPrivateAllowed: false})
    const calls = async () => {
      for (const _ of [1, 2, 3]) await own.send(get(`https://${host}:${server.port}/`), never)
    }
    if (code) await expect(calls()).rejects.toMatchObject({code, canPass: false})
    else await calls()
    expect(proxy.asked.map(({host}) => host)).toEqual([`${host}:${server.port}`])
  })
})
