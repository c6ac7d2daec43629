import type {NodemailerError} from 'nodemailer/lib/errors'
import {connectionCode, isLostCode, type TlsRemedy, tlsReason} from '../domain/network/tls-reason.js'
import type {RecipientEnd} from './email-state.js'

/*
 * What nodemailer's errors mean; seen with nodemailer 10.6.1 and a server that does each of these (test/delivery/email.test.ts):
 *
 * - The server's answer is in `responseCode` and `response`, and `command` is what it answered: `CONN` (greeting), `STARTTLS`, `AUTH PLAIN`,
 *   `MAIL FROM`, `RCPT TO`, `DATA`; `DATA` stands for both the command and the end of the mail.
 * - A lost connection has `command: 'CONN'`, whenever it was lost, and no `responseCode`: how far the mail had come tells `isComplete`.
 * - The cause of a system's or a TLS error is in `originalCode`, while `code` says `ESOCKET`.
 * - A recipient that was refused, or put off, is no error while another one was taken.
 */
export type SmtpFailure =
  /** It certainly did not arrive, and may the next time. */
  | {kind: 'retry'; error: string}
  | {kind: 'failed'; error: string}
  /** The whole mail left and no answer came. */
  | {kind: 'unknown'; error: string}

type Circumstances = {
  host: string
  /** The server may have the whole mail. */
  isComplete: boolean
  /** What an answer of the server must not tell, in each form that it heard. */
  secrets: readonly string[]
}

export function smtpFailure(thrown: unknown, {host, isComplete, secrets}: Circumstances): SmtpFailure {
  const error: NodemailerError = thrown instanceof Error ? thrown : new Error('unknown')
  const hasAnswer = error.responseCode !== undefined && error.responseCode !== 0
  if (isComplete && !(hasAnswer && error.command === 'DATA'))
    return {
      kind: 'unknown',
      error: `"${host}" got the whole mail and did not say what became of it (${lostWords(error)})`,
    }
  if (error.code === 'EAUTH') return loginFailure(error, host)
  if (error.code === 'ETLS' || isTlsError(error)) return tlsFailure(error, host)
  if (hasAnswer) return answeredFailure(error, host, secrets)
  // nodemailer compares with the size that the server announced.
  if (error.code === 'EMESSAGE') return {kind: 'failed', error: `the mail is larger than "${host}" allows`}
  if (error.code === 'EENVELOPE') return {kind: 'failed', error: 'an address cannot be used'}
  return {
    kind: 'retry',
    error: `"${host}" ended the conversation before it had the mail (${lostWords(error)})${greetingHint(error)}`,
  }
}

/** Each recipient's end, where the others were taken. */
export function recipientEnds(
  to: readonly string[],
  refusals: readonly NodemailerError[],
  secrets: readonly string[],
): ReadonlyMap<string, RecipientEnd> {
  const ends = new Map<string, RecipientEnd>(to.map(address => [address, {kind: 'accepted'}]))
  for (const error of refusals) {
    const kind = isPassing(error) ? 'deferred' : 'refused'
    if (error.recipient !== undefined) ends.set(error.recipient, {kind, answer: answerOf(error, secrets)})
  }
  return ends
}

/** 503 says that the conversation went wrong, not the mail. */
function isPassing({responseCode = 0}: NodemailerError): boolean {
  return responseCode < 500 || responseCode === 503
}

const where: Readonly<Record<string, string>> = {
  CONN: 'the connection',
  'MAIL FROM': 'the sender',
  DATA: 'the mail',
}

function answeredFailure(error: NodemailerError, host: string, secrets: readonly string[]): SmtpFailure {
  const what = where[error.command ?? ''] ?? 'the conversation'
  const words = isPassing(error) ? 'put off' : 'refused'
  return {
    kind: isPassing(error) ? 'retry' : 'failed',
    error: `"${host}" ${words} ${what} (${answerOf(error, secrets)})`,
  }
}

/** Of an answer to a login, which may repeat it, the code alone. */
function loginFailure({responseCode, response}: NodemailerError, host: string): SmtpFailure {
  if (!responseCode)
    return {
      kind: 'failed',
      error: `"${host}" offers no login that revsched knows: check the port and --security; a server that needs no login gets no --smtp-user`,
    }
  const [code] = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response ?? '') ?? [String(responseCode)]
  if (responseCode < 500) return {kind: 'retry', error: `"${host}" put off the login (${code})`}
  return {
    kind: 'failed',
    error: `"${host}" refused the login (${code}): check user and password; Gmail and others want an app password, not the one of the account`,
  }
}

function isTlsError(error: NodemailerError): boolean {
  return /^(ERR_(SSL|TLS)|EPROTO|CERT|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED)/.test(error.originalCode ?? '')
}

const remedies: Readonly<Record<TlsRemedy, string>> = {
  renew: 'its owner has to renew it',
  clock: 'check the clock of this machine',
  address: 'check the name, the port and --security: usually 465 with tls, 587 with starttls',
  trust:
    'an authority of your own is trusted by NODE_EXTRA_CA_CERTS=<file.pem> in the environment of revsched',
}

function tlsFailure(error: NodemailerError, host: string): SmtpFailure {
  if (error.responseCode)
    return {
      kind: isPassing(error) ? 'retry' : 'failed',
      error: `"${host}" refused to encrypt (${error.responseCode}): without that nothing is sent; try --security tls with port 465`,
    }
  const code = connectionCode({code: error.originalCode, message: error.message})
  if (isLostCode(code)) return {kind: 'retry', error: `"${host}" broke off while TLS was agreed on (${code})`}
  const {reason, remedy} = tlsReason(code)
  return {
    kind: 'failed',
    error: `no secure connection to "${host}": ${reason} (${code}); ${remedies[remedy]}`,
  }
}

function lostWords({code, originalCode, timeoutType}: NodemailerError): string {
  return timeoutType ?? originalCode ?? code ?? 'closed'
}

function greetingHint({timeoutType}: NodemailerError): string {
  return timeoutType === 'GREETING_TIMEOUT'
    ? '; a port that speaks TLS at once, usually 465, needs --security tls'
    : ''
}

const longestAnswer = 120

/** A server's words in one line, without addresses of help pages, and without the password if it repeats it. */
function answerOf({response = '', responseCode}: NodemailerError, secrets: readonly string[]): string {
  const line = response
    .replace(/\r?\n\d{3}[ -](\d\.\d{1,3}\.\d{1,3} )?/g, ' ')
    .replace(/\p{C}/gu, ' ')
    .replace(/https?:\S+/g, '')
    .replace(/ +/g, ' ')
    .trim()
  if (line === '' || secrets.some(secret => line.includes(secret))) return String(responseCode ?? 'no answer')
  return line.length > longestAnswer ? `${line.slice(0, longestAnswer)}…` : line
}
