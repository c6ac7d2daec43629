import type {ReviewSummary} from '../review/analysis.js'

/** Each owner of deals gets only their own, by one channel of the review. */
export type OwnerDigests = {
  /** Name of the channel: email, or Slack with a bot. */
  channel: string
  /** Address or Slack id by the owner's name as the CRM has it. */
  recipients: Readonly<Record<string, string>>
  /** Only addresses of these domains get one, in lower case: none other is ever written to. */
  domains: readonly string[]
}

/** False for what no program of ours stored. */
export function isOwnerDigests(value: unknown): value is OwnerDigests {
  if (typeof value !== 'object' || value === null) return false
  const {channel, recipients, domains} = value as Partial<Record<keyof OwnerDigests, unknown>>
  const isMap = typeof recipients === 'object' && recipients !== null && !Array.isArray(recipients)
  return typeof channel === 'string' && isMap && areTexts(Object.values(recipients)) && areTexts(domains)
}

function areTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every(value => typeof value === 'string')
}

type OwnerTargets = {
  targets: {owner: string; recipient: string}[]
  /** Owners of deals that lose points who get nothing, and why. */
  left: {owner: string; reason: string}[]
}

/** Who gets a digest: owners whose deals cost points. Nobody is told that all is well. */
export function ownerTargets(
  {recipients, domains}: Pick<OwnerDigests, 'recipients' | 'domains'>,
  {totals}: Pick<ReviewSummary, 'totals'>,
): OwnerTargets {
  const told: OwnerTargets = {targets: [], left: []}
  for (const {key: owner, pointsLost} of totals.byOwner) {
    if (owner === null || pointsLost <= 0) continue
    const recipient = Object.hasOwn(recipients, owner) ? recipients[owner]! : null
    if (recipient === null) told.left.push({owner, reason: 'no address is known'})
    else if (!isAllowed(recipient, domains))
      told.left.push({owner, reason: `${recipient} is not of an allowed domain`})
    else told.targets.push({owner, recipient})
  }
  return told
}

/** A Slack id belongs to the workspace of the channel's own token. */
export function isAllowed(recipient: string, domains: readonly string[]): boolean {
  const at = recipient.lastIndexOf('@')
  return at < 0 || domains.includes(recipient.slice(at + 1).toLowerCase())
}
