import {describe, expect, it} from 'vitest'
import {mailAddress} from '../../../src/domain/delivery/mail-address.js'

describe('a mail address', () => {
  it.each([
    ['ann@acme.com', 'ann@acme.com'],
    ['Ann.O+pipeline@ACME.com', 'Ann.O+pipeline@acme.com'],
    ["o'brien@acme.com", "o'brien@acme.com"],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@localhost', 'ann@localhost'],
    [`${'a'.repeat(64)}@acme.com`, `${'a'.repeat(64)}@acme.com`],
  ])('%s is one', (text, address) => {
    expect(mailAddress(text)).toBe(address)
  })

  it.each([
    ['two', 'ann@acme.com,bob@evil.example'],
    ['two by a semicolon', 'ann@acme.com;bob@evil.example'],
    ['a command behind it', 'ann@acme.com\r\nRCPT TO:<bob@evil.example>'],
    ['a line break in the domain', 'ann@ac\nme.com'],
    ['a tab in the domain', 'ann@ac\tme.com'],
    ['brackets', '<ann@acme.com>'],
    ['a bracket inside', 'ann@acme.com>'],
    ['a name', 'Ann <ann@acme.com>'],
    ['quotes around another one', '"bob@evil.example x"@acme.com'],
    ['quotes', '"ann"@acme.com'],
    ['a backslash', 'ann\\@acme.com'],
    ['a comment', 'ann(x)@acme.com'],
    ['a group', 'team:ann@acme.com'],
    ['a route', 'bob%evil.example@acme.com'],
    ['a path', 'evil!bob@acme.com'],
    ['two @', 'ann@bob@acme.com'],
    ['no domain', 'ann@'],
    ['no name', '@acme.com'],
    ['no @', 'ann'],
    ['no dot in the domain', 'ann@acme'],
    ['an address for a domain', 'ann@127.0.0.1'],
    ['brackets around an address', 'ann@[127.0.0.1]'],
    ['two dots', 'ann..b@acme.com'],
    ['a dot at the start', '.ann@acme.com'],
    ['a dot at the end of the domain', 'ann@acme.com.'],
    ['a hyphen at the start of a label', 'ann@-acme.com'],
    ['letters beyond ASCII before the @', 'änn@acme.com'],
    ['a character that turns text', 'ann@acme\u202e.com'],
    ['a full-width comma', 'ann@acme.com，b.com'],
    ['a space', 'ann @acme.com'],
    ['one more than 64 before the @', `${'a'.repeat(65)}@acme.com`],
    ['more than 254', `ann@${'a.'.repeat(130)}com`],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(mailAddress(text)).toBe(null)
  })
})
