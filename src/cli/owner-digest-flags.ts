import type {Channel} from '../domain/delivery/channel.js'
import {personalKind, recipientWords} from '../domain/delivery/digest-recipient.js'
import {addressSources, isAllowed, type OwnerDigests} from '../domain/delivery/owner-digests.js'
import {RevschedError} from '../domain/errors.js'
import {didYouMean} from '../domain/ref.js'
import {shellWord} from '../domain/shell-word.js'
import type {FlagSpec} from './command.js'

/** Which owners of deals get a digest of their own, by what and where. */
export const ownerDigestFlags: readonly FlagSpec[] = [
  {
    syntax: '--owner-digests <channel>',
    describe:
      'Send each owner of deals a digest of only their own by this channel: email, or Slack with a bot',
  },
  {
    syntax: '--owner-recipient <owner=address>',
    describe:
      'Address or Slack id of an owner, by the name in the CRM: "Ada Lovelace=ada@acme.com"; "Ada Lovelace=" takes it away',
    isRepeatable: true,
  },
  {
    syntax: '--owner-domain <domain>',
    describe: 'Owners get a digest only at addresses of this domain, as acme.com',
    isRepeatable: true,
  },
  {
    syntax: '--owner-addresses <source>',
    describe:
      'Where the addresses of owners come from: only the map of --owner-recipient (default), or for who is not in it the CRM, or the file',
    choices: addressSources,
  },
]

/** Finds the channel that a flag means; throws `not-found`. */
export type ChannelOf = (ref: string) => Promise<Pick<Channel, 'name' | 'kind' | 'settings'>>

type Given = {
  ownerDigests?: string | undefined
  ownerRecipient: string[]
  ownerDomain: string[]
  ownerAddresses?: OwnerDigests['addresses'] | undefined
}

export function givesOwnerDigests({
  ownerDigests,
  ownerRecipient,
  ownerDomain,
  ownerAddresses,
}: Given): boolean {
  const isNamed = ownerDigests !== undefined || ownerAddresses !== undefined
  return isNamed || ownerRecipient.length + ownerDomain.length > 0
}

/** What was given, and what of `before` stays; null where nothing was given. All recipients are checked: the channel may be another one. */
export async function givenOwnerDigests(
  channelOf: ChannelOf,
  given: Given,
  before: OwnerDigests | null,
): Promise<OwnerDigests | null> {
  if (!givesOwnerDigests(given)) return null
  const {
    ownerDigests: ref,
    ownerRecipient,
    ownerDomain,
    ownerAddresses: addresses = before?.addresses,
  } = given
  const channelRef = ref ?? before?.channel
  if (channelRef === undefined)
    throw new RevschedError(
      'usage',
      '--owner-recipient, --owner-domain and --owner-addresses go with --owner-digests',
      {
        hint: '--owner-digests names the channel that the digests go by',
      },
    )
  const channel = await digestChannel(channelOf, channelRef)
  const recipients = mergedRecipients(before?.recipients ?? {}, ownerRecipient.map(pair))
  const domains = ownerDomain.length > 0 ? ownerDomain.map(domain) : (before?.domains ?? [])
  for (const [owner, recipient] of Object.entries(recipients)) {
    refuseForeignRecipient(channel, {owner, recipient})
    refuseForeignDomain(domains, {owner, recipient})
  }
  if (addresses === 'crm' && domains.length === 0) throw noDomain()
  return {channel: channel.name, recipients, domains, ...(addresses === 'crm' && {addresses})}
}

type DigestChannel = {name: string; kind: 'email' | 'slack'}

async function digestChannel(channelOf: ChannelOf, ref: string): Promise<DigestChannel> {
  const channel = await channelOf(ref)
  const kind = personalKind(channel)
  if (kind !== null) return {name: channel.name, kind}
  throw new RevschedError('usage', `the channel "${channel.name}" cannot send to single people`, {
    hint: '--owner-digests takes a channel of kind email, or of kind slack with a bot',
  })
}

/** The CRM may have an address of anybody. */
function noDomain(): RevschedError {
  return new RevschedError('usage', 'addresses of the CRM are used only of domains that are allowed', {
    hint: 'allow that of your company: --owner-domain acme.com',
  })
}

type Recipient = {owner: string; recipient: string}

function refuseForeignRecipient({name, kind}: DigestChannel, {owner, recipient}: Recipient): void {
  const {takes, example, isOne} = recipientWords[kind]
  if (isOne(recipient)) return
  const flag = (value: string) => `--owner-recipient ${shellWord(`${owner}=${value}`)}`
  throw new RevschedError(
    'usage',
    `"${recipient}" of "${owner}" is not ${takes}, which the channel "${name}" sends to`,
    {hint: `give another one, as ${flag(example)}, or take it away: ${flag('')}`},
  )
}

function refuseForeignDomain(domains: readonly string[], {owner, recipient}: Recipient): void {
  if (isAllowed(recipient, domains)) return
  throw new RevschedError('usage', `"${recipient}" of "${owner}" is not of an allowed domain`, {
    hint: `allow it: --owner-domain ${recipient.slice(recipient.lastIndexOf('@') + 1)}`,
  })
}

/** An empty recipient takes the owner away. */
function mergedRecipients(
  before: OwnerDigests['recipients'],
  given: readonly [owner: string, recipient: string][],
): Record<string, string> {
  const unknown = given.find(([owner, recipient]) => recipient === '' && !Object.hasOwn(before, owner))
  if (unknown)
    throw new RevschedError(
      'usage',
      `no recipient is stored for "${unknown[0]}", so there is none to take away`,
      {
        hint:
          didYouMean(unknown[0], Object.keys(before)) ?? 'revsched show <ref> --json tells those there are',
      },
    )
  const merged = {...before, ...Object.fromEntries(given)}
  return Object.fromEntries(Object.entries(merged).filter(([, recipient]) => recipient !== ''))
}

function pair(given: string): [owner: string, recipient: string] {
  const at = given.lastIndexOf('=')
  const [owner, recipient] = [given.slice(0, at).trim(), given.slice(at + 1).trim()]
  if (at > 0 && owner !== '') return [owner, recipient]
  throw new RevschedError('usage', `"${given}" is not an owner and where their digest goes`, {
    hint: 'for example: --owner-recipient "Ada Lovelace=ada@acme.com", or a Slack member id: "Ada Lovelace=U024BE7LH"',
  })
}

function domain(given: string): string {
  const lower = given.trim().toLowerCase().replace(/^@/, '')
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(lower)) return lower
  throw new RevschedError('usage', `"${given}" is not a domain`, {
    hint: 'for example: --owner-domain acme.com',
  })
}
