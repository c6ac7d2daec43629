import {createServer} from 'node:net'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import type {DialledPlace} from '../../src/domain/ports/dial.js'
import {dialOf} from '../../src/platform/dial.js'
import {listening} from '../support/raw-server.js'

let server: Awaited<ReturnType<typeof listening>>
beforeAll(async () => {
  server = await listening(createServer())
})
afterAll(() => server.close())

const place: DialledPlace = {host: 'mail.example', port: 1, isEncrypted: true, isPrivateAllowed: true}
const never = new AbortController().signal

/** `names` that are not known are never answered. */
const dial = (
  given: Partial<DialledPlace>,
  names: Readonly<Record<string, readonly string[]>> = {},
  signal = never,
) =>
  dialOf({
    connectTimeoutMs: 150,
    lookup: (name, _options, callback) => {
      const addresses = names[name]?.map(address => ({address, family: address.includes(':') ? 6 : 4}))
      if (addresses) callback(null, addresses)
    },
  })({...place, ...given}, signal)

describe('a connection', () => {
  it.each([
    {name: 'to an address', host: '127.0.0.1'},
    {name: 'to a name', host: 'mail.example'},
  ])('$name', async ({host}) => {
    const socket = await dial({host, port: server.port}, {'mail.example': ['127.0.0.1']})
    expect(socket.remotePort).toBe(server.port)
    expect(socket.listenerCount('error')).toBe(0)
    socket.destroy()
  })

  it.each([
    {name: 'a private one', given: {host: '10.0.0.1', isPrivateAllowed: false}},
    {name: 'a private one in the clothes of IPv6', given: {host: '::ffff:10.0.0.1', isPrivateAllowed: false}},
    {name: 'a public one, without encryption', given: {host: '93.184.216.34', isEncrypted: false}},
    {name: 'that of the credentials of a cloud', given: {host: '169.254.169.254'}},
    {name: 'one of several', given: {isPrivateAllowed: false}},
  ])('to an address that is not allowed is none: $name', async ({given}) => {
    const sockets = server.sockets
    const names = {'mail.example': ['93.184.216.34', '127.0.0.1']}
    await expect(async () => dial({port: server.port, ...given}, names)).rejects.toMatchObject({
      code: 'config',
      canPass: false,
    })
    expect(server.sockets).toBe(sockets)
  })

  it('that does not come is given up', async () => {
    await expect(dial({})).rejects.toMatchObject({
      code: 'unreachable',
      canPass: true,
      message: expect.stringMatching(/no connection within 0.15 s/),
    })
  })

  it('that is refused says so', async () => {
    await expect(dial({host: '127.0.0.1', port: 9})).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/ECONNREFUSED/),
    })
  })

  it('ends with the reason of the signal', async () => {
    const stop = new AbortController()
    const dialled = dial({}, {}, stop.signal)
    stop.abort(new Error('enough'))
    await expect(dialled).rejects.toThrow('enough')
  })
})
