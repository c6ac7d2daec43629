import {RevschedError} from '../domain/errors.js'
import {connectionCode, isLostCode, type TlsRemedy, tlsReason} from '../domain/network/tls-reason.js'

/** How far a call came: what an error means depends on it more than on its code. */
export type CallStage = 'connecting' | 'handshake' | 'waiting' | 'body'

const ownAuthority =
  'an authority of your own is trusted by NODE_EXTRA_CA_CERTS=<file.pem> in the environment of revsched'

const throughProxy = 'where calls go out through a proxy, HTTPS_PROXY names it: docs/network.md'
const brokenOff = 'try it again later; a proxy or a firewall may stand between: docs/network.md'

const remedies: Readonly<Record<TlsRemedy, string>> = {
  renew: 'its owner has to renew it; check the clock of this machine, too',
  clock: 'check the clock of this machine',
  address: 'check the address of the connection; a proxy may stand between',
  trust: ownAuthority,
}

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

function codeOf(error: unknown): string {
  return error instanceof Error ? connectionCode(error) : 'unknown'
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
  if (isLostCode(code))
    return new RevschedError('tls', `"${host}" broke off while TLS was agreed on (${code})`, {
      hint: brokenOff,
      canPass: true,
    })
  const {reason, remedy} = tlsReason(code)
  return new RevschedError('tls', `no secure connection to "${host}": ${reason} (${code})`, {
    hint: remedies[remedy],
  })
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
