import {describe, expect, it} from 'vitest'
import {parseSecretUrl, shownUrl} from '../../../src/domain/network/secret-url.js'

const parse = (url: string, isPrivateAllowed = false) =>
  parseSecretUrl(url, {called: 'the webhook URL', example: 'https://you.example/<key>', isPrivateAllowed})

/** Every way to write an address that is not public, whatever a server there would do with it. */
const inside = [
  'https://localhost/key-canary',
  'https://localhost./key-canary',
  'https://LOCALHOST/key-canary',
  'https://a.localhost/key-canary',
  'https://127.0.0.1/key-canary',
  'https://127.1/key-canary',
  'https://2130706433/key-canary',
  'https://0x7f.0.0.1/key-canary',
  'https://0x7f000001/key-canary',
  'https://0177.0.0.1/key-canary',
  'https://127.0.0.1./key-canary',
  'https://%31%32%37.0.0.1/key-canary',
  'https://１２７.0.0.1/key-canary',
  'https://[::1]/key-canary',
  'https://[::ffff:127.0.0.1]/key-canary',
  'https://[::ffff:7f00:1]/key-canary',
  'https://[0:0:0:0:0:ffff:10.0.0.1]/key-canary',
  'https://10.0.0.1/key-canary',
  'https://172.16.0.1/key-canary',
  'https://172.31.255.255/key-canary',
  'https://192.168.1.1/key-canary',
  'https://100.64.0.1/key-canary',
  'https://[fd12:3456::1]/key-canary',
]

/** These no service of a user has. */
const never = [
  'https://0.0.0.0/key-canary',
  'https://0/key-canary',
  'https://169.254.169.254/key-canary',
  'https://0xa9fea9fe/key-canary',
  'https://[::ffff:169.254.169.254]/key-canary',
  'https://[fd00:ec2::254]/key-canary',
  'https://224.0.0.1/key-canary',
  'https://255.255.255.255/key-canary',
  'https://[::]/key-canary',
  'https://[::127.0.0.1]/key-canary',
  'https://[fe80::1]/key-canary',
  'https://[ff02::1]/key-canary',
  'https://[64:ff9b::127.0.0.1]/key-canary',
  'https://[64:ff9b:1::1]/key-canary',
  'https://[2002:7f00:1::]/key-canary',
  'https://[2001:0:7f00:1::]/key-canary',
  'https://ann:key-canary@hooks.example/',
  'https://key-canary@hooks.example/',
  'http://93.184.216.34/key-canary',
  'ftp://hooks.example/key-canary',
  'file:///key-canary',
  'javascript:key-canary',
  'hooks.example/key-canary',
  '//hooks.example/key-canary',
  'key-canary',
  '',
]

describe('a URL to be called', () => {
  it.each([
    'https://hooks.example/key-canary',
    'https://hooks.example:8443/a?key=canary',
    'https://93.184.216.34/key-canary',
    'https://172.15.255.255/key',
    'https://172.32.0.1/key',
    'https://100.128.0.1/key',
    'https://[2606:2800:220:1::1]/key',
    'https://localhost.example/key',
  ])('is taken: %s', url => expect(parse(url)).toBe(url))

  it.each(inside)('inside is taken only where it is allowed: %s', url => {
    expect(parse(url, true)).toBe(new URL(url).href)
    expect(() => parse(url)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: 'the webhook URL does not lead to a public address',
        hint: expect.stringContaining('--allow-private-address'),
      }),
    )
  })

  it.each(never)('is refused, and not repeated: "%s"', url => {
    for (const isPrivateAllowed of [true, false]) {
      const refused = () => parse(url, isPrivateAllowed)
      expect(refused).toThrow(expect.objectContaining({code: 'usage'}))
      expect(refused).not.toThrow(/canary/)
    }
  })

  it.each([
    [2000, true],
    [2001, false],
  ])('of %i characters: %s', (length, isTaken) => {
    const url = 'https://hooks.example/'.padEnd(length, 'a')
    if (isTaken) expect(parse(url)).toBe(url)
    else expect(() => parse(url)).toThrow('the webhook URL is longer than 2000 characters')
  })

  it('that is none is told what one looks like', () =>
    expect(() => parse('x')).toThrow(
      expect.objectContaining({hint: 'it looks like https://you.example/<key>'}),
    ))
})

describe('shownUrl', () => {
  it.each([
    ['https://hc-ping.com/eb095278-f28d-448d-87fb-7b75c171a6aa', 'https://hc-ping.com/eb09…'],
    ['https://hc.corp.example:8443/ping/eb095278-f28d?key=abc', 'https://hc.corp.example:8443/ping…'],
    ['https://push.example/short-key', 'https://push.example/…'],
    ['https://push.example/longer-key-1', 'https://push.example/long…'],
    ['https://push.example/?token=eb095278-f28d-448d', 'https://push.example/…'],
  ])('%s', (url, shown) => expect(shownUrl({url})).toBe(shown))
})
