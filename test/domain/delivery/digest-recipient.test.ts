import {expect, it} from 'vitest'
import {withoutRecipient} from '../../../src/domain/delivery/digest-recipient.js'

it.each<[string, string, string | null, string]>([
  ['nobody', 'the answer was 503', null, 'the answer was 503'],
  [
    'an owner, twice',
    '1 recipient was refused: a+b@acme.com (550 <A+B@Acme.com> is unknown)',
    'a+b@acme.com',
    '1 recipient was refused: (the owner) (550 <(the owner)> is unknown)',
  ],
  ['an owner of another address', 'axb@acme.com is unknown', 'a.b@acme.com', 'axb@acme.com is unknown'],
  ['a member', 'U024BE7LH is gone', 'U024BE7LH', '(the owner) is gone'],
])('an error for the log names no recipient: %s', (_, error, recipient, told) => {
  expect(withoutRecipient(error, recipient)).toBe(told)
})
