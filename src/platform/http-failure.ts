import {RevschedError} from '../domain/errors.js'

/** How far a call came: what an error means depends on it more than on its code. */
export type CallStage = 'connecting' | 'handshake' | 'waiting' | 'body'

/** Codes of a connection that was lost, as opposed to one that was refused with a reason. */
const lost = /^(ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|unknown)$/

const ownAuthority =
  'an authority of your own is trusted by NODE_EXTRA_CA_CERTS=<file.pem> in the environment of revsched'

const throughProxy = 'where calls go out through a proxy, HTTPS_PROXY names it: docs/network.md'
const brokenOff = 'try it again later; a proxy or a firewall may stand between: docs/network.md'

/** The first whose pattern fits the code. */
const tlsReasons: readonly {pattern: RegExp; reason: string; hint: string}[] = [
  {
    pattern: /^CERT_HAS_EXPIRED$/,
    reason: 'its certificate has expired',
    hint: 'its owner has to renew it; check the clock of this machine, too',
  },
  {
    pattern: /^CERT_NOT_YET_VALID$/,
    reason: 'its certificate is not valid yet',
    hint: 'check the clock of this machine',
  },
  {
    pattern: /ALTNAME/,
    reason: 'its certificate is for another host',
    hint: 'check the address of the connection',
  },
  {
    pattern: /SELF_SIGNED|UNABLE_TO/,
    reason: 'its certificate is of an authority that is not trusted',
    hint: ownAuthority,
  },
  {
    pattern: /PROTOCOL|VERSION/,
    reason: 'it speaks no TLS from version 1.2 on',
    hint: 'check the address of the connection; a proxy may stand between',
  },
  {pattern: /^/, reason: 'TLS failed', hint: ownAuthority},
]

/** One error for whatever the connection of a call ended with. Codes and host names only: what libraries write may be a URL. */
export function callFailure(error: unknown, stage: CallStage, host: string): RevschedError {
  if (error instanceof RevschedError) return error
  const code = codeOf(error)
  if (stage === 'connecting') return unreachable(`"${host}" cannot be reached (${code})`, connectHint(code))
  if (stage === 'handshake') return tlsFailure(code, host)
  if (code.startsWith('HPE_'))
    return new RevschedError('incomplete', `"${host}" sent what is not HTTP as it announced it (${code})`, {
      hint: 'check the address of the connection; a proxy may stand between',
      canPass: true,
    })
  // TLS 1.3 tells only after the handshake that it wanted a certificate of the client.
  if (code.startsWith('ERR_SSL')) return tlsFailure(code, host)
  return unreachable(`"${host}" closed the connection without an answer (${code})`, brokenOff)
}

/** A system's EPROTO hides what OpenSSL had to say; elsewhere Node makes a code of it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'unknown'
  const [, reason] = /SSL routines:\w*:([\w ]+):/.exec(error.message) ?? []
  if (error.code !== 'EPROTO' || reason === undefined) return String(error.code)
  return `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`
}

/** `proxy` is the host of the one between, null for none. */
export function connectTimeout(host: string, proxy: string | null, timeoutMs: number): RevschedError {
  const why = `(no connection within ${timeoutMs / 1000} s)`
  if (proxy === null) return unreachable(`"${host}" cannot be reached ${why}`, connectHint('ETIMEDOUT'))
  return unreachable(
    `"${host}" cannot be reached through the proxy "${proxy}" ${why}`,
    'check that the proxy works and reaches this host, or try it again later: docs/network.md',
  )
}

export function answerTimeout(host: string, deadlineMs: number): RevschedError {
  return new RevschedError('timeout', `"${host}" did not answer completely within ${deadlineMs / 1000} s`, {
    hint: brokenOff,
    canPass: true,
  })
}

function tlsFailure(code: string, host: string): RevschedError {
  if (lost.test(code))
    return new RevschedError('tls', `"${host}" broke off while TLS was agreed on (${code})`, {
      hint: brokenOff,
      canPass: true,
    })
  const {reason, hint} = tlsReasons.find(({pattern}) => pattern.test(code))!
  return new RevschedError('tls', `no secure connection to "${host}": ${reason} (${code})`, {hint})
}

function connectHint(code: string): string {
  const first =
    code === 'ENOTFOUND'
      ? 'check the name in the address of the connection'
      : 'check the network of this machine, or try it again later'
  return `${first}; ${throughProxy}`
}

function unreachable(message: string, hint: string): RevschedError {
  return new RevschedError('unreachable', message, {canPass: true, hint})
}
