import type {ReviewSummary} from '../review/analysis.js'
import type {OwnerEmails} from '../review/owner-emails.js'
import {mailAddress} from './mail-address.js'

/** Where addresses come from: only from the map, or also from the CRM. */
export const addressSources = ['map', 'crm'] as const

type AddressSource = (typeof addressSources)[number]

/** Each owner of deals gets only their own, by one channel of the review. */
export type OwnerDigests = {
  /** Name of the channel: email, or Slack with a bot. */
  channel: string
  /** Address or Slack id by the owner's name as the CRM has it. */
  recipients: Readonly<Record<string, string>>
  /** Only addresses of these domains get one, in lower case: none other is ever written to. */
  domains: readonly string[]
  /** Left out for the map alone. With `crm`, owners that the map does not name are written to at the address that the CRM has. */
  addresses?: AddressSource
}

/** False for what no program of ours stored. */
export function isOwnerDigests(value: unknown): value is OwnerDigests {
  if (typeof value !== 'object' || value === null) return false
  const {channel, recipients, domains, addresses} = value as Partial<Record<keyof OwnerDigests, unknown>>
  const isMap = typeof recipients === 'object' && recipients !== null && !Array.isArray(recipients)
  const isSource = addresses === undefined || addressSources.some(source => source === addresses)
  return (
    typeof channel === 'string' &&
    isMap &&
    areTexts(Object.values(recipients)) &&
    areTexts(domains) &&
    isSource
  )
}

function areTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every(value => typeof value === 'string')
}

type OwnerTargets = {
  targets: {owner: string; recipient: string; from: AddressSource}[]
  /** Owners of deals that lose points who get nothing, and why. */
  left: {owner: string; reason: string}[]
}

type Known = Pick<ReviewSummary, 'totals'> & {ownerEmails?: OwnerEmails}

/** Who gets a digest: owners whose deals cost points. Nobody is told that all is well. */
export function ownerTargets(digests: Omit<OwnerDigests, 'channel'>, known: Known): OwnerTargets {
  const told: OwnerTargets = {targets: [], left: []}
  for (const {key: owner, pointsLost} of known.totals.byOwner) {
    if (owner === null || pointsLost <= 0) continue
    const found = addressOf(owner, digests, known)
    if ('reason' in found) told.left.push({owner, ...found})
    else if (!isAllowed(found.recipient, digests.domains))
      told.left.push({owner, reason: `${found.recipient} is not of an allowed domain`})
    else told.targets.push({owner, ...found})
  }
  return told
}

type Found = {recipient: string; from: AddressSource} | {reason: string}

/** What the map says wins, also where the CRM knows two owners of that name. */
export function addressOf(
  owner: string,
  {recipients, addresses}: Omit<OwnerDigests, 'channel'>,
  {ownerEmails}: Pick<Known, 'ownerEmails'>,
): Found {
  if (Object.hasOwn(recipients, owner)) return {recipient: recipients[owner]!, from: 'map'}
  if (addresses !== 'crm') return {reason: 'no address is known'}
  if (ownerEmails === undefined)
    return {reason: 'no address is known: the run was made before those of the CRM were asked for'}
  const email = Object.hasOwn(ownerEmails, owner) ? ownerEmails[owner] : undefined
  if (email === undefined) return {reason: 'no address is known, neither in the map nor in the CRM'}
  if (email === null)
    return {reason: 'the address is ambiguous: the CRM has owners of that name with different ones'}
  const recipient = mailAddress(email)
  return recipient === null
    ? {reason: `"${email}", as the CRM has it, is not an address`}
    : {recipient, from: 'crm'}
}

/** A Slack id belongs to the workspace of the channel's own token. */
export function isAllowed(recipient: string, domains: readonly string[]): boolean {
  const at = recipient.lastIndexOf('@')
  return at < 0 || domains.includes(recipient.slice(at + 1).toLowerCase())
}
