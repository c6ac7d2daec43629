import type {DialledPlace} from '../domain/ports/dial.js'

/** Where a request to this URL connects to, without the proxy of the environment. */
export function placeOfUrl(
  url: string,
  {isPrivateAllowed = false}: {isPrivateAllowed?: boolean | undefined},
): DialledPlace {
  const {hostname, port, protocol} = new URL(url)
  const isEncrypted = protocol === 'https:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isEncrypted ? 443 : 80),
    isEncrypted,
    isPrivateAllowed,
  }
}
