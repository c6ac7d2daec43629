import {get, request} from 'node:http'
import {connect} from 'node:net'
import {networkInterfaces} from 'node:os'
import {afterEach, describe, expect, it} from 'vitest'
import {type LoopbackLogin, loopbackLogin} from '../../src/platform/loopback-login.js'

const never = new AbortController().signal
const started: LoopbackLogin[] = []
afterEach(async () => {
  for (const login of started.splice(0)) await login.close()
})

async function login(options: Partial<Parameters<typeof loopbackLogin>[0]> = {}) {
  const one = await loopbackLogin({port: 0, signal: never, ...options})
  started.push(one)
  return one
}

type Page = {status: number; headers: Record<string, unknown>; html: string}

function browse(
  redirectUrl: string,
  search: string,
  {method = 'GET', path = '/callback'} = {},
): Promise<Page> {
  const {port} = new URL(redirectUrl)
  return new Promise((resolve, reject) => {
    request({port, host: '127.0.0.1', method, path: `${path}${search}`, agent: false}, response => {
      let html = ''
      response.setEncoding('utf8').on('data', text => {
        html += text
      })
      response.on('end', () => resolve({status: response.statusCode!, headers: response.headers, html}))
    })
      .on('error', reject)
      .end()
  })
}

describe('loopbackLogin', () => {
  it('gives the code that the browser comes back with, and takes no more', async () => {
    const {redirectUrl, wait} = await login()
    expect(redirectUrl).toMatch(/^http:\/\/localhost:\d+\/callback$/)
    const waiting = wait('the-state')
    const page = await browse(redirectUrl, '?code=a%2Fb.c%3D&state=the-state')
    expect(page.status).toBe(200)
    expect(page.html).toContain('This window can be closed.')
    expect(await waiting).toEqual({code: 'a/b.c='})
    await expect(browse(redirectUrl, '?code=a&state=the-state')).rejects.toMatchObject({code: 'ECONNREFUSED'})
  })

  it('takes the port that it is told', async () => {
    const free = await login()
    const port = Number(new URL(free.redirectUrl).port)
    await expect(loopbackLogin({port, signal: never})).rejects.toMatchObject({
      code: 'conflict',
      message: `port ${port} of this machine cannot be used for the login (EADDRINUSE)`,
    })
    await free.close()
    expect((await login({port})).redirectUrl).toBe(free.redirectUrl)
  })

  it.each<[string, string, {method?: string; path?: string}?]>([
    ['another state', '?code=other&state=the-stat'],
    ['a longer state', '?code=other&state=the-state2'],
    ['no state', '?code=other'],
    ['two states', '?code=other&state=the-state&state=the-state'],
    ['no code', '?state=the-state'],
    ['an empty code', '?code=&state=the-state'],
    ['two codes', '?code=other&code=other&state=the-state'],
    ['a refusal with another state', '?error=access_denied&state=x'],
    ['another path', '?code=other&state=the-state', {path: '/'}],
    ['a path below', '?code=other&state=the-state', {path: '/callback/x'}],
    ['another method', '?code=other&state=the-state', {method: 'POST'}],
    ['only the head', '?code=other&state=the-state', {method: 'HEAD'}],
    ['a path that is none', '', {path: '//'}],
  ])('answers 400 to %s, and goes on waiting', async (_, search, options) => {
    const {redirectUrl, wait} = await login()
    const waiting = wait('the-state')
    const page = await browse(redirectUrl, search, options)
    expect(page.status).toBe(400)
    expect(page.html).not.toContain('other')
    await browse(redirectUrl, '?code=right&state=the-state')
    expect(await waiting).toEqual({code: 'right'})
  })

  it('takes nothing before it is told the state', async () => {
    const {redirectUrl} = await login()
    expect(await browse(redirectUrl, '?code=a&state=')).toMatchObject({status: 400})
  })

  it.each([
    [
      'the person',
      '?error=access_denied&error_description=end-user+denied+authorization&state=the-state',
      'the login was refused in the browser: "end-user denied authorization"',
    ],
    [
      'the person, in one word',
      '?error=access_denied&state=the-state',
      'the login was refused in the browser: "access_denied"',
    ],
    [
      'the CRM',
      '?error=redirect_uri_mismatch&error_description=must+match&state=the-state',
      'the CRM refused the login: "must match"',
    ],
    [
      'something that writes to terminals',
      '?error=x&error_description=a%1b%5b31mb%0d%0ac&state=the-state',
      'the CRM refused the login: "a [31mb c"',
    ],
    [
      'somebody with much to say',
      `?error=x&error_description=${'a'.repeat(201)}&state=the-state`,
      `the CRM refused the login: "${'a'.repeat(200)}"`,
    ],
  ])('fails with auth when it is refused by %s', async (_, search, message) => {
    const {redirectUrl, wait} = await login()
    const refused = expect(wait('the-state')).rejects.toMatchObject({code: 'auth', message, canPass: false})
    expect(await browse(redirectUrl, search)).toMatchObject({status: 200})
    await refused
  })

  it('shows a page that loads nothing, runs nothing, and tells no other page the address', async () => {
    const {redirectUrl, wait} = await login()
    const refused = expect(wait('s')).rejects.toMatchObject({code: 'auth'})
    const script = encodeURIComponent(`<script src="//evil.example">'&</script>`)
    const {html, headers} = await browse(redirectUrl, `?error=x&error_description=${script}&state=s`)
    await refused
    expect(html).toContain('&#60;script src=&#34;//evil.example&#34;&#62;&#39;&#38;&#60;/script&#62;')
    expect(html).not.toMatch(/<(script|img|link|iframe)|https?:/)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  })

  it('ends although a browser keeps connections that it may need', async () => {
    const {redirectUrl, wait} = await login()
    const spare = connect(Number(new URL(redirectUrl).port), '127.0.0.1')
    await new Promise(done => spare.once('connect', done))
    const isClosed = new Promise(done => spare.on('error', () => undefined).once('close', done))
    const waiting = wait('s')
    await browse(redirectUrl, '?code=a&state=s')
    expect(await waiting).toEqual({code: 'a'})
    await isClosed
  })

  it.each([
    ['while it waits', true],
    ['before', false],
  ])('ends with the reason of its signal, aborted %s', async (_, isWaiting) => {
    const stop = new AbortController()
    const {redirectUrl, wait} = await login({signal: stop.signal})
    const early = isWaiting ? expect(wait('s')).rejects.toThrow('enough') : null
    stop.abort(new Error('enough'))
    await (early ?? expect(wait('s')).rejects.toThrow('enough'))
    await expect(browse(redirectUrl, '?code=a&state=s')).rejects.toMatchObject({code: 'ECONNREFUSED'})
    await expect(loopbackLogin({port: 0, signal: stop.signal})).rejects.toThrow('enough')
  })

  it('ends when nobody comes', async () => {
    const {redirectUrl, wait} = await login({timeoutMs: 50})
    await expect(wait('s')).rejects.toMatchObject({
      code: 'timeout',
      hint: expect.stringContaining('start the login again'),
    })
    await expect(browse(redirectUrl, '')).rejects.toMatchObject({code: 'ECONNREFUSED'})
  })

  it('listens on this machine alone, and may be closed again', async () => {
    const {redirectUrl, close} = await login()
    const {port} = new URL(redirectUrl)
    const elsewhere = Object.values(networkInterfaces())
      .flat()
      .find(address => address && !address.internal && address.family === 'IPv4')
    if (elsewhere)
      await expect(
        new Promise((resolve, reject) =>
          get({host: elsewhere.address, port, agent: false}, resolve).on('error', reject),
        ),
      ).rejects.toMatchObject({code: 'ECONNREFUSED'})
    await close()
    await close()
  })
})
