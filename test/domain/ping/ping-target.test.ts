import {describe, expect, it} from 'vitest'
import {
  packedTarget,
  parsePingTarget,
  pingPlace,
  unpackedTarget,
} from '../../../src/domain/ping/ping-target.js'

describe('parsePingTarget', () => {
  it.each([
    'https://hc-ping.com/eb095278-f28d-448d-87fb-7b75c171a6aa',
    'https://hc-ping.com/fqOOd6-F4MMNuCEnzTU01w/weekly-emea?create=1',
    'https://93.184.216.34/ping',
  ])('takes %s', url => expect(parsePingTarget(url, {isPrivateAllowed: false}).url).toBe(url))

  it.each([
    'http://localhost:8000/ping/eb095278',
    'http://127.0.0.1:8000/ping/eb095278',
    'https://[::1]/ping/eb095278',
    'http://healthchecks.internal/ping/eb095278',
    'https://10.0.0.5/ping/eb095278',
  ])('takes %s only where private addresses are allowed', url => {
    expect(parsePingTarget(url, {isPrivateAllowed: true})).toEqual({url, isPrivateAllowed: true})
    expect(() => parsePingTarget(url, {isPrivateAllowed: false})).toThrow(
      expect.objectContaining({code: 'usage', hint: expect.stringContaining('--allow-private-address')}),
    )
  })

  it.each([
    ['nothing', ''],
    ['no URL', 'hc-ping.com/eb095278'],
    ['another scheme', 'file:///etc/eb095278'],
    ['a password', 'https://ann:eb095278@hc-ping.com/x'],
    ['a user name', 'https://eb095278@hc-ping.com/x'],
    ['http to a public address', 'http://93.184.216.34/eb095278'],
    ['the address where clouds keep credentials', 'http://169.254.169.254/eb095278'],
    ['the same, mapped', 'http://[::ffff:169.254.169.254]/eb095278'],
    ['the same, as a number', 'http://2852039166/eb095278'],
    ['no address at all', 'http://0/eb095278'],
    ['more than any service needs', `https://hc-ping.com/eb095278${'a'.repeat(2000)}`],
  ])('refuses %s also where they are allowed, and does not repeat it', (_, url) => {
    const parse = () => parsePingTarget(url, {isPrivateAllowed: true})
    expect(parse).toThrow(expect.objectContaining({code: 'usage'}))
    expect(parse).not.toThrow(/eb095278/)
  })

  it('leaves out what no server would see', () =>
    expect(parsePingTarget('https://hc-ping.com/eb095278#top', {isPrivateAllowed: false}).url).toBe(
      'https://hc-ping.com/eb095278',
    ))
})

it('packs what it unpacks', () => {
  const target = {url: 'https://hc-ping.com/eb095278?a="b"', isPrivateAllowed: true}
  expect(unpackedTarget(packedTarget(target))).toEqual(target)
  expect(pingPlace('review-1')).toEqual({table: 'scheduled_reviews', id: 'review-1', field: 'ping_url'})
})
