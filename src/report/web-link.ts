/** Longer ones are no address of a record, and fill a message. */
const longestLink = 1000

/** The address of a record as a message may link it: over http, without a user's name in it (`https://crm.com@evil.example`); else null. */
export function webLink(url: string | null | undefined): string | null {
  if (!url || url.length > longestLink || !URL.canParse(url)) return null
  const {protocol, username, password, href} = new URL(url)
  const isWeb = protocol === 'https:' || protocol === 'http:'
  return isWeb && !username && !password && href.length <= longestLink ? href : null
}
