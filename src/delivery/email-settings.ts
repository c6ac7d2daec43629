import {isIP} from 'node:net'
import {mailAddress} from '../domain/delivery/mail-address.js'
import {RevschedError} from '../domain/errors.js'
import {isAddressAllowed} from '../domain/network/address-kind.js'

const securities = ['tls', 'starttls', 'none'] as const

/** `tls` from the first byte; `starttls` after a greeting in clear, and no mail without it; `none` within one's own network only. */
type Security = (typeof securities)[number]

export type EmailSettings = {
  host: string
  port: number
  security: Security
  /** Null for a server that asks for no login. */
  user: string | null
  from: {name: string | null; address: string}
  /** 1 to `mostRecipients`. */
  to: readonly string[]
  replyTo: string | null
  isPrivateAllowed: boolean
}

type Given = Readonly<Record<string, unknown>>

const usualPorts: Readonly<Record<Security, number>> = {tls: 465, starttls: 587, none: 25}
const mostRecipients = 50
const longestText = 200

/** The settings as they are stored, from what was given or stored. Throws `usage`. */
export function emailSettings(given: Given): EmailSettings {
  const security = securityOf(given)
  const isPrivateAllowed = given.isPrivateAllowed === true
  if (security === 'none' && !isPrivateAllowed)
    throw refused(
      '"none" sends the mail, and the password, so that everybody on the way can read them',
      'use --security starttls, or add --allow-private-address for a server within your own network',
    )
  return {
    host: hostOf(given, {security, isPrivateAllowed}),
    port: portOf(given.port ?? usualPorts[security]),
    security,
    user: optionalText(given.user, '--smtp-user'),
    from: senderOf(given.from),
    to: recipientsOf(given.to),
    replyTo: given.replyTo == null ? null : addressOf(given.replyTo, '--reply-to'),
    isPrivateAllowed,
  }
}

function securityOf({security = 'starttls'}: Given): Security {
  const found = securities.find(one => one === security)
  if (found) return found
  throw refused(
    `${shown(security)} is not a security of mail servers`,
    `--security is one of ${securities.join(', ')}`,
  )
}

function hostOf(
  {host}: Given,
  {security, isPrivateAllowed}: {security: Security; isPrivateAllowed: boolean},
): string {
  const text =
    typeof host === 'string'
      ? host
          .trim()
          .toLowerCase()
          .replace(/^\[(.*)\]$/, '$1')
      : ''
  const isName =
    /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*\.?$/.test(text) &&
    text.length <= 253
  if (!isIP(text) && (!isName || /^[\d.]+$/.test(text)))
    throw refused(
      `${shown(host)} is not the name of a mail server`,
      '--host looks like smtp.acme.com, the port goes to --port',
    )
  const protocol = security === 'none' ? 'http:' : 'https:'
  const isRefused = isIP(text)
    ? !isAddressAllowed(text, {protocol, isPrivateAllowed})
    : /(^|\.)localhost\.?$/.test(text) && !isPrivateAllowed
  if (isRefused)
    throw refused(
      `${shown(text)} does not lead to a public address`,
      'a mail server of your own is allowed by --allow-private-address',
    )
  return text
}

function portOf(port: unknown): number {
  const value = typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return value
  throw refused(`${shown(port)} is not a port`, '--port is usually 587 (starttls) or 465 (tls)')
}

/** `Revenue team <revops@acme.com>`, an address alone, or what is stored. */
function senderOf(from: unknown): EmailSettings['from'] {
  if (typeof from !== 'string') {
    const {name, address} = Object(from) as {name?: unknown; address?: unknown}
    return {name: nameOf(name), address: addressOf(address, '--from')}
  }
  const [, name, address] = /^([^<>]*)<([^<>]*)>$/.exec(from.trim()) ?? []
  return {name: nameOf(name?.trim() || null), address: addressOf(address ?? from.trim(), '--from')}
}

function nameOf(name: unknown): string | null {
  if (name == null) return null
  if (
    typeof name === 'string' &&
    name.length <= longestText &&
    !/["<>,;:\\@]|\p{C}|[\u2028\u2029]/u.test(name)
  )
    return name
  throw refused(
    `${shown(name)} cannot be the name of a sender`,
    '--from looks like "Revenue team <revops@acme.com>", without further quotes, commas and brackets',
  )
}

function recipientsOf(to: unknown): string[] {
  const given: readonly unknown[] = Array.isArray(to) ? to : to == null ? [] : [to]
  const addresses = given.map(one => addressOf(one, '--to'))
  const unique = addresses.filter(
    (one, index) => addresses.findIndex(other => isSameAddress(one, other)) === index,
  )
  if (unique.length === 0) throw refused('no recipient was given', '--to ann@acme.com, once for each')
  if (unique.length > mostRecipients)
    throw refused(
      `"${unique.length}" recipients are more than ${mostRecipients}`,
      'use the address of a mailing list',
    )
  return unique
}

/** Servers may tell `Ann@` from `ann@`; none that is in use does. */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function addressOf(given: unknown, flag: string): string {
  const address = typeof given === 'string' ? mailAddress(given.trim()) : null
  if (address !== null) return address
  throw refused(
    `${shown(given)} is not one mail address`,
    `${flag} looks like ann@acme.com: without a name, and one at a time`,
  )
}

function optionalText(given: unknown, flag: string): string | null {
  if (given == null || given === '') return null
  if (typeof given === 'string' && given.length <= longestText && !/\p{C}/u.test(given)) return given
  throw refused(`${shown(given)} cannot be used`, `${flag} is a line of at most ${longestText} characters`)
}

/** In quotes, on one line, of at most 80 characters. */
function shown(value: unknown): string {
  const text = (typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value)).replace(
    /\p{C}/gu,
    '\ufffd',
  )
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`
}

function refused(message: string, hint: string): RevschedError {
  return new RevschedError('usage', message, {hint})
}
