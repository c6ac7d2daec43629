import {domainToASCII} from 'node:url'

const longestAddress = 254
const longestLocal = 64

/**
 * Of RFC 5322 what is left without quotes and comments, and without what routes of old were written with: no character in it means anything
 * to a mail server or in a header.
 */
const localPart = /^[A-Za-z0-9#$&'*+/=?^_{}~-]+(\.[A-Za-z0-9#$&'*+/=?^_{}~-]+)*$/
const domainPart = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * `ann@acme.com` as servers and headers take it, the domain in lower case and ASCII; null for everything else: two addresses, one with
 * a name, quotes, brackets, comments, line breaks, addresses instead of a domain. nodemailer would make recipients of some of these.
 */
export function mailAddress(text: string): string | null {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const given = text.slice(at + 1)
  // domainToASCII drops tabs and line breaks, as URLs do.
  if (at < 1 || /[\s\p{C}]/u.test(given)) return null
  const domain = /^[\x21-\x7e]+$/.test(given) ? given.toLowerCase() : domainToASCII(given)
  const isOne = local.length <= longestLocal && localPart.test(local) && isDomain(domain)
  const address = `${local}@${domain}`
  return isOne && address.length <= longestAddress ? address : null
}

/** With a dot, but for `localhost`: `ann@acme` is a slip of the pen. */
function isDomain(domain: string): boolean {
  const isNamed = domain === 'localhost' || (domain.includes('.') && !/\.\d+$/.test(domain))
  return isNamed && domainPart.test(domain)
}
