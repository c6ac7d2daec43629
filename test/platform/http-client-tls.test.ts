import {createServer as httpServer} from 'node:http'
import {createServer as httpsServer, type ServerOptions} from 'node:https'
import {createServer as tcpServer} from 'node:net'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest'
import {httpClientOf} from '../../src/platform/http-client.js'
import {bundled} from '../support/bundled.js'
import {type Certificate, missingOpenssl, testAuthority} from '../support/certificates.js'
import {run} from '../support/program.js'
import {listening} from '../support/raw-server.js'

const never = new AbortController().signal
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

const get = (url: string) => ({
  method: 'GET' as const,
  url,
  headers: {authorization: 'Bearer planted-secret'},
  deadlineMs: 10_000,
  maxBytes: 1_000_000,
})

if (missingOpenssl) console.warn(missingOpenssl)

describe.skipIf(missingOpenssl)('TLS', () => {
  let authority: ReturnType<typeof testAuthority>
  let good: Certificate
  beforeAll(() => {
    authority = testAuthority()
    good = authority.certificate('DNS:localhost,IP:127.0.0.1')
  })
  afterAll(() => authority?.remove())

  const client = () => httpClientOf('1.2.3', {ca: authority.ca})({isPrivateAllowed: true})

  async function server(options: ServerOptions) {
    const requests: unknown[] = []
    const created = await listening(
      httpsServer(options, (request, response) => {
        requests.push(request.url)
        response.end('{}')
      }),
    )
    cleanUp.push(created.close)
    return {
      ...created,
      requests,
      count: () => created.sockets,
      url: `https://localhost:${created.port}/a?secret=1`,
    }
  }

  it('with a certificate that is trusted gives the answer, and keeps the connection', async () => {
    const {url, count} = await server(good)
    const own = client()
    for (let call = 0; call < 5; call++) expect(await own.send(get(url), never)).toMatchObject({body: '{}'})
    expect(count()).toBe(1)
  })

  it.each<[string, () => ServerOptions, RegExp]>([
    [
      'expired',
      () => authority.certificate('DNS:localhost', -1),
      /its certificate has expired \(CERT_HAS_EXPIRED\)$/,
    ],
    [
      'self-signed',
      () => authority.selfSigned('DNS:localhost'),
      /authority that is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
    ],
    [
      'for another host',
      () => authority.certificate('DNS:other.example'),
      /for another host \(ERR_TLS_CERT_ALTNAME_INVALID\)$/,
    ],
    [
      'TLS 1.0',
      () => ({...good, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0'}),
      /speaks no TLS from version 1\.2 on \(ERR_SSL_/,
    ],
    [
      'TLS 1.1',
      () => ({...good, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0'}),
      /speaks no TLS from version 1\.2 on \(ERR_SSL_/,
    ],
    [
      'a certificate of the client that is wanted',
      () => ({...good, requestCert: true, rejectUnauthorized: true, ca: authority.ca}),
      /TLS failed \(ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED\)$/,
    ],
  ])('N4: %s is refused, once, and nothing is sent', async (_, options, message) => {
    const {url, requests, count} = await server(options())
    const error = await client()
      .send(get(url), never)
      .catch((error: unknown) => error)
    expect(error).toMatchObject({code: 'tls', canPass: false, message: expect.stringMatching(message)})
    expect(JSON.stringify(error) + String(error)).not.toContain('secret')
    expect({requests, sockets: count()}).toEqual({requests: [], sockets: 1})
  })

  it('N4: the hint names NODE_EXTRA_CA_CERTS', async () => {
    const {url} = await server(good)
    await expect(httpClientOf('1.2.3')({isPrivateAllowed: true}).send(get(url), never)).rejects.toMatchObject(
      {
        code: 'tls',
        canPass: false,
        hint: expect.stringContaining('NODE_EXTRA_CA_CERTS=<file.pem>'),
      },
    )
  })

  it.each([
    ['closed', 'end'],
    ['reset', 'resetAndDestroy'],
  ] as const)('N4: a handshake that is %s can pass', async (_, how) => {
    const cut = await listening(tcpServer(socket => socket.once('data', () => socket[how]())))
    cleanUp.push(cut.close)
    await expect(client().send(get(`https://localhost:${cut.port}/`), never)).rejects.toMatchObject({
      code: 'tls',
      canPass: true,
      message: expect.stringMatching(/broke off while TLS was agreed on \(ECONNRESET\)/),
    })
  })

  it('a handshake that never ends is ended by the connect timeout', async () => {
    const silent = await listening(tcpServer(() => undefined))
    cleanUp.push(silent.close)
    const quick = httpClientOf('1.2.3', {connectTimeoutMs: 100})({isPrivateAllowed: true})
    await expect(quick.send(get(`https://localhost:${silent.port}/`), never)).rejects.toMatchObject({
      code: 'unreachable',
      canPass: true,
    })
  })

  it('a server without TLS is told so', async () => {
    const plain = await listening(httpServer((_, response) => response.end('{}')))
    cleanUp.push(plain.close)
    await expect(client().send(get(`https://localhost:${plain.port}/`), never)).rejects.toMatchObject({
      code: 'tls',
      canPass: false,
    })
  })

  describe('in a process of its own', () => {
    let program: string
    beforeAll(async () => {
      program = await bundled(
        `import {httpClientOf} from '/src/platform/http-client.ts'
         const client = httpClientOf('1.2.3')({isPrivateAllowed: true})
         const request = {method: 'GET', url: process.argv[2], headers: {}, deadlineMs: 60_000, maxBytes: 1000}
         const call = client.send(request, new AbortController().signal)
         call.then(({body}) => console.log(body), error => console.log(error.code))`,
        join(authority.caFile, '../client.cjs'),
      )
    })

    it.each<[string, NodeJS.ProcessEnv, string]>([
      ['takes an authority from NODE_EXTRA_CA_CERTS', {NODE_EXTRA_CA_CERTS: 'ca'}, '{}\n'],
      ['is not made insecure by NODE_TLS_REJECT_UNAUTHORIZED', {NODE_TLS_REJECT_UNAUTHORIZED: '0'}, 'tls\n'],
    ])('%s, and ends although a connection is kept', async (_, env, stdout) => {
      const {url} = await server(good)
      if (env.NODE_EXTRA_CA_CERTS) env.NODE_EXTRA_CA_CERTS = authority.caFile
      const startedAt = performance.now()
      expect(await run(process.execPath, [program, url], {env})).toMatchObject({code: 0, stdout})
      expect(performance.now() - startedAt).toBeLessThan(3000)
    })
  })
})
