import {describe, expect, it} from 'vitest'
import {emailDriver} from '../../src/delivery/email.js'
import {RevschedError} from '../../src/domain/errors.js'

const least = {host: 'smtp.acme.com', from: 'revops@acme.com', to: ['ann@acme.com']}
const parsed = (changes: object) => emailDriver.parseSettings({...least, ...changes})

describe('settings of mail', () => {
  it('are STARTTLS at 587 without a login unless told', () => {
    expect(parsed({})).toEqual({
      host: 'smtp.acme.com',
      port: 587,
      security: 'starttls',
      user: null,
      from: {name: null, address: 'revops@acme.com'},
      to: ['ann@acme.com'],
      replyTo: null,
      isPrivateAllowed: false,
    })
  })

  it('stay as they are when what is stored is read', () => {
    const stored = parsed({
      from: 'Revenue team <RevOps@acme.com>',
      user: 'ann',
      replyTo: 'help@acme.com',
      port: '2525',
    })
    expect(emailDriver.parseSettings(stored)).toEqual(stored)
  })

  it.each([
    [{security: 'tls'}, {port: 465}],
    [{security: 'none', isPrivateAllowed: true}, {port: 25}],
    [{port: 65_535}, {port: 65_535}],
    [{host: '127.0.0.1', isPrivateAllowed: true}, {host: '127.0.0.1'}],
    [{host: '[::1]', isPrivateAllowed: true}, {host: '::1'}],
    [{host: 'localhost', isPrivateAllowed: true}, {host: 'localhost'}],
    [{host: 'SMTP.Acme.com'}, {host: 'smtp.acme.com'}],
    [{to: 'ann@acme.com'}, {to: ['ann@acme.com']}],
    [{to: ['ann@acme.com', 'Ann@Acme.com', 'bob@acme.com']}, {to: ['ann@acme.com', 'bob@acme.com']}],
    [{to: fifty(50)}, {to: fifty(50)}],
    [{from: 'Größe 📈 <revops@acme.com>'}, {from: {name: 'Größe 📈', address: 'revops@acme.com'}}],
  ])('%j gives %j', (given, expected) => {
    expect(parsed(given)).toMatchObject(expected)
  })

  it.each([
    [{security: 'ssl'}, /"ssl" is not a security/],
    [{security: 'none'}, /everybody on the way can read/],
    [
      {security: 'none', isPrivateAllowed: true, host: '93.184.216.34'},
      /not lead to a public address|not lead/,
    ],
    [{host: ''}, /"" is not the name/],
    [{host: 'smtp.acme.com:587'}, /is not the name/],
    [{host: 'https://smtp.acme.com'}, /is not the name/],
    [{host: 'smtp.acme.com\r\nX'}, /is not the name/],
    [{host: '127.1'}, /is not the name/],
    [{host: '127.0.0.1'}, /does not lead to a public address/],
    [{host: '::ffff:10.0.0.1'}, /does not lead to a public address/],
    [{host: '169.254.169.254', isPrivateAllowed: true}, /does not lead to a public address/],
    [{host: 'localhost'}, /does not lead to a public address/],
    [{port: 0}, /"0" is not a port/],
    [{port: 65_536}, /"65536" is not a port/],
    [{port: '25; x'}, /is not a port/],
    [{user: 'a\nb'}, /cannot be used/],
    [{from: 'Ann, Bob <revops@acme.com>'}, /cannot be the name/],
    [{from: '"Ann" <revops@acme.com>'}, /cannot be the name/],
    [{from: 'Ann\r\nBcc: x <revops@acme.com>'}, /cannot be the name/],
    [{from: 'Ann <revops@acme.com> <x@acme.com>'}, /is not one mail address/],
    [{from: ''}, /is not one mail address/],
    [{to: []}, /no recipient/],
    [{to: ['ann@acme.com,bob@acme.com']}, /is not one mail address/],
    [{to: ['Ann <ann@acme.com>']}, /is not one mail address/],
    [{to: [{address: 'ann@acme.com'}]}, /is not one mail address/],
    [{to: fifty(51)}, /"51" recipients are more than 50/],
    [{replyTo: 'x'}, /is not one mail address/],
  ])('%j is refused', (given, message) => {
    const refusal = () => parsed(given)
    expect(refusal).toThrow(RevschedError)
    expect(refusal).toThrow(message)
  })

  function fifty(count: number): string[] {
    return Array.from({length: count}, (_, index) => `a${index}@acme.com`)
  }
})

describe('the password of mail', () => {
  it('is asked for where there is a user', () => {
    expect([{}, {user: 'ann'}].map(given => emailDriver.secretPrompt(parsed(given)))).toEqual([
      null,
      'SMTP password of ann at smtp.acme.com',
    ])
  })

  it.each([
    ['none', ''],
    ['of two lines', 'a\nb'],
    ['longer than 1,000 characters', 'x'.repeat(1001)],
  ])('%s is refused, without it in the error', (_, given) => {
    expect(() => emailDriver.parseSecret(given, parsed({user: 'ann'}))).toThrow(/^the SMTP password is/)
  })

  it('is refused where nobody logs in, and taken as it is otherwise', () => {
    expect(() => emailDriver.parseSecret('x', parsed({}))).toThrow('a password without a user')
    expect(emailDriver.parseSecret('abcd efgh', parsed({user: 'ann'}))).toBe('abcd efgh')
  })
})

describe('what is shown of where mail goes', () => {
  it.each([
    [['ann@acme.com'], 'ann@acme.com'],
    [['ann@acme.com', 'bob@acme.com'], 'ann@acme.com and 1 more'],
    [['ann@acme.com', 'bob@acme.com', 'eve@acme.com'], 'ann@acme.com and 2 more'],
  ])('%j: %s', (to, target) => {
    expect(emailDriver.targetOf(parsed({to}), null)).toBe(target)
  })
})
