import {mailAddress} from './mail-address.js'

type RecipientWords = {takes: string; example: string; isOne(recipient: string): boolean}

/** Of a member, or of the direct messages with one. */
const memberId = /^[UWD][A-Z0-9]{5,20}$/

/** To whom channels that send to single people do so, by kind. */
export const recipientWords: Readonly<Record<'email' | 'slack', RecipientWords>> = {
  email: {
    takes: 'an address',
    example: 'ada@acme.com',
    isOne: recipient => mailAddress(recipient) !== null,
  },
  slack: {
    takes: 'a Slack member id',
    example: 'U024BE7LH',
    isOne: recipient => memberId.test(recipient),
  },
}
