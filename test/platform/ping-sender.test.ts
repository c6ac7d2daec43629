import type {LookupAddress} from 'node:dns'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {pingSender} from '../../src/platform/ping-sender.js'
import {pingServer} from '../support/ping-server.js'

let server: Awaited<ReturnType<typeof pingServer>>
beforeEach(async () => {
  server = await pingServer()
})
afterEach(() => server.close())

const never = new AbortController().signal
const lookupOf = (...addresses: string[]) => {
  const asked: string[] = []
  const lookup: Parameters<typeof pingSender>[1] = (hostname, _, callback) => {
    asked.push(hostname)
    const found: LookupAddress[] = addresses.map(address => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }))
    setImmediate(() => callback(null, found))
  }
  return {asked, lookup}
}

const send = (url: string, {isPrivateAllowed = true, lookup = lookupOf('127.0.0.1').lookup} = {}) =>
  pingSender('1.2.3', lookup)({url, isPrivateAllowed, body: 'score: 70\n'}, never)

describe('pingSender', () => {
  it('posts a text and gives the status', async () => {
    expect(await send(`${server.url}/ping/a?rid=1`)).toEqual({status: 200})
    expect(server.heard).toEqual([{method: 'POST', path: '/ping/a', rid: '1', body: 'score: 70\n'}])
  })

  it('connects to the address that it has checked', async () => {
    const {asked, lookup} = lookupOf('127.0.0.1')
    expect(await send(`http://hc.internal:${server.port}/a`, {lookup})).toEqual({status: 200})
    expect(asked).toEqual(['hc.internal'])
  })

  it.each([
    ['a private address', ['127.0.0.1'], false],
    ['a private one beside a public one', ['93.184.216.34', '10.0.0.1'], false],
    ['a private one, mapped', ['::ffff:127.0.0.1'], false],
    ['a public one by http', ['93.184.216.34'], true],
    ['the one where clouds keep credentials', ['169.254.169.254'], true],
    ['none', [], true],
  ])('sends nothing to a name that stands for %s', async (_, addresses, isPrivateAllowed) => {
    const {lookup} = lookupOf(...addresses)
    await expect(
      send(`http://hc.internal:${server.port}/a`, {lookup, isPrivateAllowed}),
    ).rejects.toMatchObject({code: 'delivery-failed', canPass: false})
    expect(server.heard).toEqual([])
  })

  it('looks again each time: a name that was public may have become a private one', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    const lookup: Parameters<typeof pingSender>[1] = (_, __, callback) =>
      callback(
        null,
        answers.shift()!.map(address => ({address, family: 4})),
      )
    const url = `http://hc.internal:${server.port}/a`
    expect(await send(url, {lookup})).toEqual({status: 200})
    await expect(send(url, {lookup})).rejects.toMatchObject({code: 'delivery-failed'})
    expect(server.heard.length).toBe(1)
  })

  it('sends nothing to an address that is not allowed', async () => {
    await expect(send(`${server.url}/a`, {isPrivateAllowed: false})).rejects.toMatchObject({canPass: false})
    expect(server.heard).toEqual([])
  })

  it('follows no redirect', async () => {
    server.answer = (_, response) => response.writeHead(307, {location: `${server.url}/elsewhere`}).end()
    expect(await send(`${server.url}/a`)).toEqual({status: 307})
    expect(server.heard.map(({path}) => path)).toEqual(['/a'])
  })

  it('waits for no more than the status of an answer without an end', async () => {
    server.answer = (_, response) => {
      response.writeHead(200)
      response.write('a'.repeat(100_000))
    }
    expect(await send(`${server.url}/a`)).toEqual({status: 200})
  })

  it('tells a failed connection by its code, without the URL', async () => {
    await server.close()
    const failure = await send(`${server.url}/secret-path`).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'delivery-failed',
      canPass: true,
      message: 'the connection failed (ECONNREFUSED)',
    })
    expect(String(failure)).not.toContain('secret-path')
    server = await pingServer()
  })

  it('ends with the reason of its signal, where nothing answers', async () => {
    server.answer = () => undefined
    const stop = new AbortController()
    const sent = pingSender('1.2.3')({url: `${server.url}/a`, isPrivateAllowed: true, body: ''}, stop.signal)
    while (server.heard.length === 0) await new Promise(setImmediate)
    stop.abort(new Error('enough'))
    await expect(sent).rejects.toThrow('enough')
  })

  it('settles only when the name has been looked up, which nothing can end', async () => {
    let answer: () => void = () => undefined
    const lookup: Parameters<typeof pingSender>[1] = (_, __, callback) => {
      answer = () => callback(null, [{address: '127.0.0.1', family: 4}])
    }
    const stop = new AbortController()
    let isSettled = false
    const sent = pingSender('1.2.3', lookup)(
      {url: 'http://hc.internal/a', isPrivateAllowed: true, body: ''},
      stop.signal,
    ).finally(() => {
      isSettled = true
    })
    const refused = expect(sent).rejects.toThrow('enough')
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    stop.abort(new Error('enough'))
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    expect(isSettled).toBe(false)
    answer()
    await refused
  })
})
