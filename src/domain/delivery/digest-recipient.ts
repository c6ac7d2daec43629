import type {Channel} from './channel.js'
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

/** An error for the log, which nobody's address is in: servers repeat it in letters of their own. */
export function withoutRecipient(error: string, recipient: string | null): string {
  if (!recipient) return error
  return error.replace(new RegExp(recipient.replace(/\W/g, '\\$&'), 'gi'), '(the owner)')
}

/** The kind by which a channel sends to single people; null for one that does not: a webhook of Slack posts to one place. */
export function personalKind({kind, settings}: Pick<Channel, 'kind' | 'settings'>): 'email' | 'slack' | null {
  if (kind === 'email') return kind
  return kind === 'slack' && settings.via === 'bot' ? kind : null
}
