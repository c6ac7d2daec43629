import type {Socket} from 'node:net'
import {Readable} from 'node:stream'
import type {ConnectionOptions} from 'node:tls'
import type {NodemailerError} from 'nodemailer/lib/errors'
import SMTPConnection, {type SMTPConnectionSendInfo} from 'nodemailer/lib/smtp-connection'
import type {RecipientEnd} from './email-state.js'
import {recipientEnds, type SmtpFailure, smtpFailure} from './smtp-failure.js'

/*
 * One conversation with a mail server over a connection that is there already, so that nodemailer looks no name up and connects to nothing.
 *
 * nodemailer's connection is used without its transport: that one answers with success when only some recipients were taken, logs nobody in
 * where the server offers no login, and does not tell how far a lost conversation had come. A pool would be of no use: one mail an attempt, and
 * attempts are minutes apart.
 */
type Talk = {
  host: string
  security: 'tls' | 'starttls' | 'none'
  login: {user: string; pass: string} | null
  /** How this machine calls itself. */
  name: string
  from: string
  to: readonly string[]
  /** The whole mail. */
  raw: Buffer
}

export type TalkLimits = {
  greetingMs: number
  /** Without a byte from the server. */
  silenceMs: number
  /** Authorities that are trusted, where not those of the system. */
  ca?: ConnectionOptions['ca']
}

type Within = {
  socket: Socket
  limits: TalkLimits
  /** Of the attempt: ends the talk, which then tells how far it came. */
  deadline: AbortSignal
}

/** Everybody's end, or why there is none for anybody. Throws only the reason of `signal`. */
export async function smtpTalk(
  talk: Talk,
  {socket, limits, deadline}: Within,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RecipientEnd> | SmtpFailure> {
  const connection = new SMTPConnection(optionsOf(talk, socket, limits))
  const message = new WatchedMessage(talk.raw)
  const secrets = secretsOf(talk)
  const stop = AbortSignal.any([signal, deadline])
  try {
    const refusals = await untilEnd(connection, stop, () => spoken(connection, talk, message))
    connection.quit()
    return recipientEnds(talk.to, refusals, secrets)
  } catch (thrown) {
    signal.throwIfAborted()
    const error = deadline.aborted ? Object.assign(new Error('too late'), {code: 'ETIMEDOUT'}) : thrown
    // Where nobody was taken, each has an answer of their own.
    if (error instanceof Error && 'rejectedErrors' in error && Array.isArray(error.rejectedErrors))
      return recipientEnds(talk.to, error.rejectedErrors, secrets)
    return smtpFailure(error, {host: talk.host, isComplete: message.isComplete, secrets})
  } finally {
    connection.close()
    if (stop.aborted) socket.destroy()
  }
}

/** The password, and the forms in which it is sent. */
function secretsOf({login}: Talk): string[] {
  if (login === null) return []
  const forms = [login.pass, `\0${login.user}\0${login.pass}`].map(text =>
    Buffer.from(text).toString('base64'),
  )
  return [login.pass, ...forms.map(form => form.replace(/=+$/, ''))]
}

function optionsOf({host, security, name}: Talk, socket: Socket, {greetingMs, silenceMs, ca}: TalkLimits) {
  return {
    connection: socket,
    host,
    name,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // Said here, neither NODE_TLS_REJECT_UNAUTHORIZED nor --tls-min-v1.0 weakens it.
    tls: {rejectUnauthorized: true, minVersion: 'TLSv1.2' as const, ...(ca !== undefined && {ca})},
    // Of greeting and TLS together.
    connectionTimeout: greetingMs,
    greetingTimeout: greetingMs,
    socketTimeout: silenceMs,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
  }
}

/** An error of the connection may come at any time, also between two steps. */
async function untilEnd<Result>(
  connection: SMTPConnection,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  let stop = () => {}
  try {
    return await new Promise<Result>((resolve, reject) => {
      stop = () => reject(signal.reason)
      signal.addEventListener('abort', stop, {once: true})
      connection.on('error', reject)
      // A step that was answered with 421 ends by its own error, which comes right behind this.
      connection.once('end', () => setImmediate(() => reject(new Error('the connection was closed'))))
      work().then(resolve, reject)
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Ends when the server has taken the mail, with the answers to those whom it did not take. */
async function spoken(
  connection: SMTPConnection,
  talk: Talk,
  message: WatchedMessage,
): Promise<NodemailerError[]> {
  await called(done => connection.connect(done))
  const {login, from, to} = talk
  if (login !== null) {
    // Without this, the password would go to a server that never asked for it.
    if (!connection.allowsAuth) throw Object.assign(new Error('no login is offered'), {code: 'EAUTH'})
    await called(done => connection.login({credentials: login}, done))
  }
  const envelope = {from, to: [...to], size: talk.raw.length}
  const info = await called<SMTPConnectionSendInfo>(done => connection.send(envelope, message, done))
  return info?.rejectedErrors ?? []
}

function called<Result>(
  call: (done: (error?: Error | null, result?: Result) => void) => void,
): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result)))
  })
}

/**
 * A mail that knows whether its end was asked for. nodemailer reads it once the server has said 354, and writes the line that ends it after its
 * last byte: while `isComplete` is false, the server cannot have all of it, and must not keep a part (RFC 5321, 3.8).
 */
class WatchedMessage extends Readable {
  isComplete = false
  #raw: Buffer | null

  constructor(raw: Buffer) {
    super()
    this.#raw = raw
  }

  override _read(): void {
    const raw = this.#raw
    this.#raw = null
    if (raw === null) this.isComplete = true
    this.push(raw)
  }
}
