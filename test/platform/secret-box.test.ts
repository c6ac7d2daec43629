import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {SecretBox} from '../../src/domain/ports/secret-box.js'
import {secretBox} from '../../src/platform/secret-box.js'

const place = {table: 'scheduled_reviews', id: 'review-1', field: 'ping_url'}
const aKey = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const boxWith = (key: string) => secretBox({env: {REVSCHED_MASTER_KEY: key}, keyFile: '/nowhere/key'})

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    error => ({code: error.code, message: error.message as string, hint: typeof error.hint}),
  )

describe('secretBox', () => {
  it.each(['', 'https://hc-ping.com/eb095278', 'Größe 🔑'.repeat(1000)])(
    'opens what it sealed',
    async text => {
      const box = boxWith(aKey(1))
      const sealed = await box.seal(text, place)
      expect(await box.open(sealed, place)).toBe(text)
      expect(Buffer.from(sealed).includes('hc-ping')).toBe(false)
    },
  )

  it('takes another nonce for each secret', async () => {
    const box = boxWith(aKey(1))
    const nonces = new Set<string>()
    for (let count = 0; count < 1000; count++)
      nonces.add(Buffer.from(await box.seal('the same', place)).toString('hex', 5, 17))
    expect(nonces.size).toBe(1000)
  })

  it('opens with the same key in hexadecimal', async () => {
    const sealed = await boxWith(aKey(7)).seal('secret', place)
    expect(await boxWith('07'.repeat(32)).open(sealed, place)).toBe('secret')
  })

  it.each([
    ['another row', {...place, id: 'review-2'}],
    ['another field', {...place, field: 'slack_webhook_url'}],
    ['another table', {...place, table: 'crm_connections'}],
    [
      'names that look the same when joined',
      {table: 'scheduled_reviews', id: 'review-1","', field: 'ping_url'},
    ],
  ])('does not open it at %s', async (_, other) => {
    const box = boxWith(aKey(1))
    expect(await refused(box.open(await box.seal('secret', place), other))).toMatchObject({
      code: 'config',
      message: expect.stringContaining('was changed, or moved'),
    })
  })

  it('opens nothing of which any byte was changed', async () => {
    const box = boxWith(aKey(1))
    const sealed = await box.seal('secret', place)
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte))
      expect(await refused(box.open(changed, place)), `byte ${index}`).toMatchObject({code: 'config'})
    }
  })

  it('opens nothing that is cut off, with a shorter tag, or with another nonce', async () => {
    const box = boxWith(aKey(1))
    const [sealed, other] = [await box.seal('secret', place), await box.seal('secret', place)]
    const exchanged = Uint8Array.from(sealed, (byte, at) => (at >= 5 && at < 17 ? other[at]! : byte))
    const bad = [exchanged, ...Array.from({length: sealed.length}, (_, length) => sealed.slice(0, length))]
    for (const bytes of bad)
      expect(await refused(box.open(bytes, place))).toMatchObject({code: 'config', hint: 'string'})
  })

  it.each([0, 2, 255])('names a format that it does not know (%i)', async version => {
    const box = boxWith(aKey(1))
    const sealed = await box.seal('secret', place)
    sealed[0] = version
    expect(await refused(box.open(sealed, place))).toMatchObject({
      code: 'config',
      message: `a stored secret has the format ${version}, which is not known`,
    })
  })

  it('tells another key from damage, and where the wrong one comes from', async () => {
    const sealed = await boxWith(aKey(1)).seal('secret', place)
    const wrong = {
      code: 'config',
      message: expect.stringContaining('another key than the one in REVSCHED_MASTER_KEY'),
    }
    expect(await refused(boxWith(aKey(2)).open(sealed, place))).toMatchObject(wrong)
    expect(await refused(boxWith(aKey(2)).checkKey(sealed))).toMatchObject(wrong)
    expect(await refused(boxWith(aKey(1)).checkKey(sealed))).toBe('nothing')
  })

  it.each(['correct horse battery staple', 'a'.repeat(42), '07'.repeat(31), `${aKey(1)}${aKey(2)}`])(
    'takes no key of another form, and does not repeat it: %s',
    async key => {
      const answer = await refused(boxWith(key).seal('secret', place))
      expect(answer).toMatchObject({code: 'config', message: expect.stringContaining('is not 32 bytes')})
      expect(JSON.stringify(answer)).not.toContain(key)
    },
  )
})

describe('secretBox with a key file', () => {
  let folder = ''
  let box: SecretBox
  const keyFile = () => join(folder, 'data', 'revsched.key')
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'revsched-key-'))
    box = secretBox({env: {}, keyFile: keyFile()})
  })
  afterEach(() => rmSync(folder, {recursive: true, force: true}))

  it('makes it for the first secret, and another process opens that', async () => {
    expect(await box.source()).toEqual({kind: 'key file', where: keyFile(), isThere: false})
    const sealed = await box.seal('secret', place)
    expect(await box.source()).toMatchObject({isThere: true})
    expect(await secretBox({env: {}, keyFile: keyFile()}).open(sealed, place)).toBe('secret')
  })

  it('opens what all sealed that needed a key at the same moment', async () => {
    const boxes = Array.from({length: 20}, () => secretBox({env: {}, keyFile: keyFile()}))
    const sealed = await Promise.all(boxes.map(one => one.seal('secret', place)))
    for (const one of sealed) expect(await box.open(one, place)).toBe('secret')
  })

  it('makes none to open something, nor in the place of one that is gone', async () => {
    const sealed = await box.seal('secret', place)
    rmSync(keyFile())
    const later = secretBox({env: {}, keyFile: keyFile()})
    expect(await refused(later.open(sealed, place))).toMatchObject({
      code: 'config',
      message: expect.stringContaining(keyFile()),
      hint: 'string',
    })
    expect(await refused(later.checkKey(sealed))).toMatchObject({code: 'config'})
    expect((await later.source()).isThere).toBe(false)
  })
})
