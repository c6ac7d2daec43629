/** The first whose pattern fits the code; `remedy` tells who can mend it: its owner, the clock, the address that was given, the trust. */
const reasons: readonly {pattern: RegExp; reason: string; remedy: TlsRemedy}[] = [
  {pattern: /^CERT_HAS_EXPIRED$/, reason: 'its certificate has expired', remedy: 'renew'},
  {pattern: /^CERT_NOT_YET_VALID$/, reason: 'its certificate is not valid yet', remedy: 'clock'},
  {pattern: /ALTNAME/, reason: 'its certificate is for another host', remedy: 'address'},
  {
    pattern: /SELF_SIGNED|UNABLE_TO/,
    reason: 'its certificate is of an authority that is not trusted',
    remedy: 'trust',
  },
  {pattern: /PROTOCOL|VERSION/, reason: 'it speaks no TLS from version 1.2 on', remedy: 'address'},
  {pattern: /^/, reason: 'TLS failed', remedy: 'trust'},
]

export type TlsRemedy = 'renew' | 'clock' | 'address' | 'trust'

/** Codes of a connection that was lost, as opposed to one that was refused with a reason. */
const lost = /^(ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|unknown)$/

export function isLostCode(code: string): boolean {
  return lost.test(code)
}

/** Why a server is not trusted, from the code that Node has for it. */
export function tlsReason(code: string): {reason: string; remedy: TlsRemedy} {
  return reasons.find(({pattern}) => pattern.test(code))!
}

/** The code of an error; of a system's EPROTO, which hides what OpenSSL had to say, the code that Node makes of that elsewhere. */
export function connectionCode(error: {code?: unknown; message: string}): string {
  if (error.code === undefined) return 'unknown'
  const [, reason] = /SSL routines:\w*:([\w ]+):/.exec(error.message) ?? []
  if (error.code !== 'EPROTO' || reason === undefined) return String(error.code)
  return `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`
}
