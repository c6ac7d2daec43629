import {expect, it} from 'vitest'
import {emailsOfOwners, OwnerEmailIndex, type OwnerEmails} from '../../../src/domain/review/owner-emails.js'

type Noted = [owner: string | null, email: string | null]

it.each<{what: string; noted: Noted[]; all: OwnerEmails}>([
  {what: 'nobody', noted: [[null, 'a@acme.com']], all: {}},
  {
    what: 'one, again and again',
    noted: [
      ['Ada', 'a@acme.com'],
      ['Ada', 'a@acme.com'],
    ],
    all: {Ada: 'a@acme.com'},
  },
  {
    what: 'one in other letters',
    noted: [
      ['Ada', 'a@acme.com'],
      ['Ada', 'A@Acme.com'],
    ],
    all: {Ada: 'a@acme.com'},
  },
  {
    what: 'one without an address',
    noted: [
      ['Ada', null],
      ['Ada', null],
    ],
    all: {},
  },
  {
    what: 'two of a name',
    noted: [
      ['Ada', 'a@acme.com'],
      ['Ada', 'b@acme.com'],
    ],
    all: {Ada: null},
  },
  {
    what: 'two of a name, the first again',
    noted: [
      ['Ada', 'a@acme.com'],
      ['Ada', 'b@acme.com'],
      ['Ada', 'a@acme.com'],
    ],
    all: {Ada: null},
  },
  {
    what: 'two of a name, one without an address',
    noted: [
      ['Ada', 'a@acme.com'],
      ['Ada', null],
    ],
    all: {Ada: null},
  },
  {what: 'a name of objects', noted: [['constructor', 'a@acme.com']], all: {constructor: 'a@acme.com'}},
])('addresses of owners are gathered: $what', ({noted, all}) => {
  const index = new OwnerEmailIndex()
  for (const [owner, email] of noted) index.note(owner, email)
  expect(index.all()).toEqual(all)
})

it('those of a review are of its owners alone, whatever they are called', () => {
  const index = new OwnerEmailIndex()
  for (const owner of ['Ada', 'Bob', '__proto__']) index.note(owner, `${owner}@acme.com`)
  const emails = emailsOfOwners(
    [{key: 'Ada'}, {key: null}, {key: '__proto__'}, {key: 'toString'}],
    index.all(),
  )
  expect(Object.entries(emails)).toEqual([
    ['Ada', 'Ada@acme.com'],
    ['__proto__', '__proto__@acme.com'],
  ])
  expect(structuredClone(emails)).toEqual(emails)
})
