import {createServer, type RequestListener} from 'node:http'
import type {Socket} from 'node:net'
import {brotliCompressSync, createGzip, deflateSync, gzipSync} from 'node:zlib'
import {afterEach, describe, expect, it} from 'vitest'
import {httpClientOf} from '../../src/platform/http-client.js'
import {fullPort} from '../support/full-port.js'
import {listening, rawServer} from '../support/raw-server.js'

const never = new AbortController().signal
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

const get = (url: string, options: {deadlineMs?: number; maxBytes?: number} = {}) => ({
  method: 'GET' as const,
  url,
  headers: {},
  deadlineMs: 10_000,
  maxBytes: 1_000_000,
  ...options,
})
const client = httpClientOf('1.2.3')({isPrivateAllowed: true})
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

async function httpServer(answer: RequestListener) {
  const server = await listening(createServer(answer))
  cleanUp.push(server.close)
  return {...server, url: `http://127.0.0.1:${server.port}`, count: () => server.sockets}
}

async function raw(answer: (socket: Socket, head: string) => void) {
  const server = await rawServer(answer)
  cleanUp.push(server.close)
  return `http://127.0.0.1:${server.port}`
}

describe('an answer', () => {
  it('is given with its status, its headers in lower case, and its text', async () => {
    const heard: unknown[] = []
    const {url} = await httpServer((request, response) => {
      let body = ''
      request.on('data', piece => {
        body += piece
      })
      request.on('end', () => {
        heard.push(request.method, request.url, request.headers['user-agent'], request.headers.foo, body)
        response.writeHead(201, {'X-Limit': '7', 'Set-Cookie': ['a', 'b']}).end('{"name":"Käse 🧀"}')
      })
    })
    const answer = await client.send(
      {...get(`${url}/a?b=c`), method: 'POST', headers: {foo: 'bar', 'User-Agent': 'other'}, body: 'ä'},
      never,
    )
    expect(heard).toEqual(['POST', '/a?b=c', 'revsched/1.2.3', 'bar', 'ä'])
    expect(answer).toMatchObject({status: 201, body: '{"name":"Käse 🧀"}'})
    expect(answer.headers).toMatchObject({'x-limit': '7', 'set-cookie': 'a, b'})
  })

  it.each([
    ['200 without a body', 200, {}, '', ''],
    ['204', 204, {}, '', ''],
    ['204 that says it is gzip', 204, {'content-encoding': 'gzip'}, '', ''],
    ['of length 0 that says it is gzip', 200, {'content-encoding': 'gzip', 'content-length': '0'}, '', ''],
    ['a page of HTML', 200, {'content-type': 'text/html'}, '<html>login</html>', '<html>login</html>'],
    ['an error', 503, {}, '<html>busy</html>', '<html>busy</html>'],
    ['gzip', 200, {'content-encoding': 'gzip'}, gzipSync('data'), 'data'],
    ['GZIP', 200, {'content-encoding': 'GZIP'}, gzipSync('data'), 'data'],
    ['deflate', 200, {'content-encoding': 'deflate'}, deflateSync('data'), 'data'],
    ['br', 200, {'content-encoding': 'br'}, brotliCompressSync('data'), 'data'],
    ['identity', 200, {'content-encoding': 'identity'}, 'data', 'data'],
    ['gzip, then br', 200, {'content-encoding': 'gzip, br'}, brotliCompressSync(gzipSync('data')), 'data'],
  ])('may be %s', async (_, status, headers, sent, body) => {
    const {url} = await httpServer((_, response) => response.writeHead(status, headers).end(sent))
    expect(await client.send(get(url), never)).toMatchObject({status, body})
  })

  it('may be a redirect, which is not followed', async () => {
    const paths: unknown[] = []
    const {url} = await httpServer((request, response) => {
      paths.push(request.url)
      response.writeHead(307, {location: `/elsewhere`}).end()
    })
    expect(await client.send(get(`${url}/a`), never)).toMatchObject({
      status: 307,
      headers: {location: '/elsewhere'},
    })
    expect(paths).toEqual(['/a'])
  })

  it.each([
    [4, 'data'],
    [3, 'source-failed'],
  ])('is taken up to the limit: 4 bytes with a limit of %i', async (maxBytes, result) => {
    const {url} = await httpServer((_, response) => response.end('data'))
    const sent = client.send(get(url, {maxBytes}), never)
    if (result === 'data') expect(await sent).toMatchObject({body: 'data'})
    else await expect(sent).rejects.toMatchObject({code: result, canPass: false})
  })
})

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'

describe('an answer that is not whole', () => {
  it.each<[string, (socket: Socket) => void, object]>([
    [
      'N2: nothing, the connection is closed',
      socket => socket.end(),
      {code: 'unreachable', message: /closed the connection without an answer \(ECONNRESET\)/},
    ],
    ['N8: nothing, the connection is reset', socket => socket.resetAndDestroy(), {code: 'unreachable'}],
    [
      'N8: reset in the body',
      socket => socket.write(`${head}content-length: 10\r\n\r\n{"a"`, () => socket.resetAndDestroy()),
      {code: 'incomplete', message: /broke off its answer \(ECONNRESET\)/},
    ],
    [
      'N8: closed before the length that was announced',
      socket => socket.end(`${head}content-length: 10\r\n\r\n{}`),
      {code: 'incomplete'},
    ],
    [
      'N8: closed before the last chunk',
      socket => socket.end(`${head}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`),
      {code: 'incomplete'},
    ],
    [
      'N8: closed by a server that announced nothing',
      socket => socket.end(`${head}\r\n{}`),
      {code: 'incomplete', message: /did not say where its answer ends/},
    ],
    [
      'N8: gzip that is cut off, in whole chunks',
      socket => {
        const part = gzipSync('{"results":[]}').subarray(0, 15)
        socket.write(`${head}content-encoding: gzip\r\ncontent-length: ${part.length}\r\n\r\n`)
        socket.end(part)
      },
      {code: 'incomplete', message: /cannot be decompressed \(Z_BUF_ERROR\)/},
    ],
    [
      'N9: longer than announced',
      socket => socket.write(`${head}content-length: 2\r\n\r\n{}{"more":1}`),
      {code: 'incomplete', message: /is not HTTP as it announced it/},
    ],
    [
      'N20: not UTF-8',
      socket => socket.write(Buffer.from(`${head}content-length: 5\r\n\r\n"\xe4b"\n`, 'latin1')),
      {code: 'incomplete', message: /not UTF-8/},
    ],
    [
      'text that says it is gzip',
      socket => socket.write(`${head}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`),
      {code: 'incomplete', message: /cannot be decompressed \(Z_DATA_ERROR\)/},
    ],
    [
      'N21: encoded three times',
      socket => socket.write(`${head}content-encoding: gzip, gzip, gzip\r\ncontent-length: 2\r\n\r\n{}`),
      {code: 'incomplete', canPass: false, message: /encoded its answer 3 times/},
    ],
    [
      'N21: encoded 1,000 times',
      socket =>
        socket.write(`${head}content-encoding: ${'gzip,'.repeat(999)}gzip\r\ncontent-length: 2\r\n\r\n{}`),
      {code: 'incomplete', canPass: false, message: /encoded its answer 1000 times/},
    ],
    [
      'encoded in a way that was not asked for',
      socket => socket.write(`${head}content-encoding: zstd\r\ncontent-length: 2\r\n\r\n{}`),
      {code: 'incomplete', canPass: false, message: /"zstd"/},
    ],
    ['not HTTP', socket => socket.end('220 mail.example ESMTP\r\n'), {code: 'incomplete', message: /HPE_/}],
  ])('%s', async (_, answer, expected) => {
    const url = await raw(answer)
    const error = await failure(client.send(get(`${url}/a?secret=1`), never))
    const {message, ...rest} = {canPass: true, message: /127\.0\.0\.1/, ...expected}
    expect(error).toMatchObject({...rest, message: expect.stringMatching(message)})
    expect(String(error)).not.toContain('secret')
  })
})

describe('the deadline', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['N5: headers that never come', () => undefined],
    ['N6: a body that never ends', socket => socket.write(`${head}content-length: 10\r\n\r\n{}`)],
    [
      'N7: a body that drips',
      socket => {
        socket.write(`${head}content-length: 100000\r\n\r\n`)
        const drip = setInterval(() => socket.write(' '), 20)
        socket.on('close', () => clearInterval(drip))
      },
    ],
    [
      'N7: headers that drip',
      socket => {
        socket.write(head)
        const drip = setInterval(() => socket.write('a'), 20)
        socket.on('close', () => clearInterval(drip))
      },
    ],
  ])('ends %s', async (_, answer) => {
    let isClosed: Promise<void> | undefined
    const url = await raw(socket => {
      isClosed = new Promise(done => socket.on('close', () => done()))
      answer(socket)
    })
    await expect(client.send(get(url, {deadlineMs: 200}), never)).rejects.toMatchObject({
      code: 'timeout',
      canPass: true,
      message: expect.stringMatching(/^"127\.0\.0\.1:\d+" did not answer completely within 0\.2 s$/),
    })
    await isClosed
  })

  it('ends a look-up that never ends, of which there is one for all calls', async () => {
    let lookUps = 0
    const slow = httpClientOf('1.2.3', {
      lookup: () => {
        lookUps++
      },
    })({isPrivateAllowed: true})
    const calls = [1, 2, 3].map(() =>
      failure(slow.send(get('https://crm.example/', {deadlineMs: 50}), never)),
    )
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({code: 'timeout'})
    expect(lookUps).toBe(1)
  })

  it('ends a taker that never ends', async () => {
    const {url} = await httpServer((_, response) => response.end('data'))
    const stuck = client.stream(get(url, {deadlineMs: 50}), () => new Promise(() => undefined), never)
    await expect(stuck).rejects.toMatchObject({code: 'timeout'})
  })
})

describe('no connection', () => {
  it('N1: a name that nobody has', async () => {
    const error = await failure(client.send(get('https://crm.invalid/a?secret=1'), never))
    expect(error).toMatchObject({code: 'unreachable', canPass: true})
    expect(String(error)).toMatch(/"crm\.invalid" cannot be reached \((ENOTFOUND|EAI_AGAIN)\)/)
    expect(String(error)).not.toContain('secret')
  })

  it('N2: a port with nobody', async () => {
    const server = await httpServer(() => undefined)
    await server.close()
    cleanUp.pop()
    await expect(client.send(get(server.url), never)).rejects.toMatchObject({
      code: 'unreachable',
      canPass: true,
      message: `"127.0.0.1:${server.port}" cannot be reached (ECONNREFUSED)`,
    })
  })

  it('N3: a look-up or a connection that never comes, within the connect timeout', async () => {
    const slow = httpClientOf('1.2.3', {connectTimeoutMs: 50, lookup: () => undefined})
    await expect(
      slow({isPrivateAllowed: true}).send(get('https://crm.example/'), never),
    ).rejects.toMatchObject({
      code: 'unreachable',
      canPass: true,
      message: '"crm.example" cannot be reached (no connection within 0.05 s)',
    })
  })

  it.skipIf(process.platform !== 'linux')('N3: a host that does not answer to connections', async () => {
    const {port, close} = await fullPort()
    cleanUp.push(close)
    const quick = httpClientOf('1.2.3', {connectTimeoutMs: 100})({isPrivateAllowed: true})
    await expect(quick.send(get(`http://127.0.0.1:${port}/`), never)).rejects.toMatchObject({
      code: 'unreachable',
      canPass: true,
      message: `"127.0.0.1:${port}" cannot be reached (no connection within 0.1 s)`,
    })
  })

  it('N3: an answer may take longer than the connect timeout', async () => {
    const {url} = await httpServer((_, response) => void setTimeout(() => response.end('late'), 150))
    const quick = httpClientOf('1.2.3', {connectTimeoutMs: 50})({isPrivateAllowed: true})
    for (const _ of [1, 2]) expect(await quick.send(get(url), never)).toMatchObject({body: 'late'})
  })
})

describe('an address that is not allowed', () => {
  const lookupOf = (...addresses: string[]) =>
    httpClientOf('1.2.3', {
      lookup: (_, __, callback) =>
        setImmediate(() =>
          callback(
            null,
            addresses.map(address => ({address, family: 4})),
          ),
        ),
    })
  it.each<[string, string, string[], boolean]>([
    ['http', 'http://crm.example/', ['93.184.216.34'], false],
    ['http to a public address', 'http://crm.example/', ['93.184.216.34'], true],
    ['http to a public address without a name', 'http://93.184.216.34/', [], true],
    ['a private address', 'https://crm.example/', ['10.0.0.1'], false],
    ['a private address beside a public one', 'https://crm.example/', ['93.184.216.34', '10.0.0.1'], false],
    ['a private address without a name', 'https://127.0.0.1/', [], false],
    ['a private address of IPv6', 'https://[::1]/', [], false],
    ['a number that is a private address', 'https://2130706433/', [], false],
    ['where clouds keep credentials', 'https://crm.example/', ['169.254.169.254'], true],
    ['where clouds keep credentials, without a name', 'http://169.254.169.254/latest', [], true],
    ['another scheme', 'ftp://crm.example/', ['93.184.216.34'], true],
    ['a password in it', 'https://user:secret@crm.example/', ['93.184.216.34'], true],
    ['no URL', 'secret', [], true],
  ])('%s', async (_, url, addresses, isPrivateAllowed) => {
    const error = await failure(lookupOf(...addresses)({isPrivateAllowed}).send(get(url), never))
    expect(error).toMatchObject({code: 'config', canPass: false})
    expect(String(error)).not.toContain('secret')
  })
})

describe('stream', () => {
  it('gives pieces, and waits for the taker before it reads on', async () => {
    const total = 20_000_000
    let written = 0
    const {url} = await httpServer((_, response) => {
      const piece = Buffer.alloc(100_000, 'a')
      const more = () => {
        while (written < total) {
          written += piece.length
          if (!response.write(piece)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    let taken = 0
    let isTaking = false
    let resume: () => void = () => undefined
    const paused = new Promise<void>(done => {
      resume = done
    })
    const answer = client.stream(
      get(url, {maxBytes: total}),
      async piece => {
        expect(isTaking).toBe(false)
        isTaking = true
        taken += piece.length
        await paused
        isTaking = false
      },
      never,
    )
    await new Promise(done => setTimeout(done, 300))
    // What the sockets of both sides hold, and one piece.
    expect(taken).toBeLessThan(200_000)
    expect(written).toBeLessThan(total)
    resume()
    expect(await answer).toMatchObject({status: 200, body: ''})
    expect(taken).toBe(total)
  })

  it('gives the body of another status as it is', async () => {
    const {url} = await httpServer((_, response) => response.writeHead(400).end('["bad field"]'))
    const pieces: unknown[] = []
    const answer = await client.stream(get(url), piece => void pieces.push(piece), never)
    expect(answer).toMatchObject({status: 400, body: '["bad field"]'})
    expect(pieces).toEqual([])
  })

  it('holds no explanation without an end', async () => {
    const {url} = await httpServer((_, response) => {
      response.writeHead(500)
      const more = () => response.write(Buffer.alloc(100_000, 'a'), more)
      more()
    })
    const sent = client.stream(get(url, {maxBytes: Number.MAX_SAFE_INTEGER}), () => undefined, never)
    await expect(sent).rejects.toMatchObject({code: 'source-failed'})
  })

  it('throws what the taker throws, and reads no further', async () => {
    const {url} = await httpServer((request, response) => {
      response.write('data')
      request.on('close', () => undefined)
    })
    const thrown = new Error('of the taker')
    const sent = client.stream(
      get(url),
      () => {
        throw thrown
      },
      never,
    )
    await expect(sent).rejects.toBe(thrown)
  })

  it.each([
    [
      'cut between its bytes',
      [
        [0x22, 0xf0],
        [0x9f, 0xa7],
        [0x80, 0x22],
      ],
      null,
    ],
    ['that is cut off', [[0x22, 0xf0, 0x9f]], 'incomplete'],
    ['with a wrong byte after the border', [[0x22, 0xf0, 0x9f], [0x22]], 'incomplete'],
    ['with a byte that nothing begins with', [[0x22, 0xff, 0x22]], 'incomplete'],
    ['made of too many bytes', [[0x80, 0x80, 0x80, 0x80]], 'incomplete'],
  ])('takes a character %s for what it is', async (_, pieces, code) => {
    const {url} = await httpServer((_, response) => {
      const next = () => {
        const piece = pieces.shift()
        if (piece) response.write(Buffer.from(piece), () => setTimeout(next, 20))
        else response.end()
      }
      next()
    })
    const taken: Uint8Array[] = []
    const result = await failure(client.stream(get(url), piece => void taken.push(piece), never))
    if (code) expect(result).toMatchObject({code})
    else expect(Buffer.concat(taken).toString()).toBe('"🧀"')
  })
})

describe('a gzip bomb', () => {
  it.each(['send', 'stream'] as const)('N21: takes no memory in %s', async how => {
    const {url} = await httpServer((_, response) => {
      response.writeHead(200, {'content-encoding': 'gzip'})
      const zip = createGzip()
      zip.pipe(response)
      const zeros = Buffer.alloc(1_000_000)
      let left = 300
      const more = () => {
        if (response.destroyed) return zip.destroy()
        if (left-- === 0) return void zip.end()
        zip.write(zeros, more)
      }
      more()
    })
    const before = process.memoryUsage().rss
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss)
    }, 2)
    const request = get(url, {maxBytes: 8_000_000, deadlineMs: 60_000})
    let taken = 0
    const sent =
      how === 'send'
        ? client.send(request, never)
        : client.stream(
            request,
            piece => {
              taken += piece.length
            },
            never,
          )
    await expect(sent).rejects.toMatchObject({
      code: 'source-failed',
      message: expect.stringContaining('sent more than 8,000,000 bytes in one answer'),
    })
    clearInterval(watch)
    expect(taken).toBeLessThanOrEqual(8_000_000)
    expect(most - before).toBeLessThan(100_000_000)
  })
})

describe('connections', () => {
  it('are kept: many calls one after the other take one', async () => {
    const server = await httpServer((_, response) => response.end('{}'))
    const own = httpClientOf('1.2.3')({isPrivateAllowed: true})
    for (let call = 0; call < 20; call++) await own.send(get(server.url), never)
    await own.stream(get(server.url), () => undefined, never)
    expect(server.count()).toBe(1)
  })

  it('are not kept after a failed call', async () => {
    const server = await httpServer((_, response) => void response.end('too long'))
    const own = httpClientOf('1.2.3')({isPrivateAllowed: true})
    await failure(own.send(get(server.url, {maxBytes: 1}), never))
    expect(await own.send(get(server.url), never)).toMatchObject({status: 200})
    expect(server.count()).toBe(2)
  })
})

describe('the signal', () => {
  it('aborted before, nothing is sent', async () => {
    const server = await httpServer((_, response) => response.end())
    await expect(client.send(get(server.url), AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    )
    expect(server.count()).toBe(0)
  })

  it.each<[string, RequestListener]>([
    ['before an answer', () => undefined],
    ['in a body', (_, response) => void response.write('{')],
  ])('aborted %s, ends the call at once with its reason, and the connection', async (_, answer) => {
    const stop = new AbortController()
    let isClosed: Promise<unknown> = Promise.resolve()
    const {url} = await httpServer((request, response) => {
      isClosed = new Promise(done => request.on('close', done))
      answer(request, response)
      setTimeout(() => stop.abort(new Error('enough')), 30)
    })
    await expect(client.send(get(url), stop.signal)).rejects.toThrow('enough')
    await isClosed
  })

  it('is not listened to any more after the call', async () => {
    const {url} = await httpServer((_, response) => response.end('{}'))
    const stop = new AbortController()
    await client.send(get(url), stop.signal)
    stop.abort()
    expect(await client.send(get(url), never)).toMatchObject({status: 200})
  })
})
