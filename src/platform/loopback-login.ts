import {createHash, timingSafeEqual} from 'node:crypto'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {RevschedError} from '../domain/errors.js'
import {loginPage} from './login-page.js'

/** For the password, the second factor and the consent. */
const patienceMs = 5 * 60_000

type LoginOptions = {
  /** 0 takes a free one. A CRM may want to know it before. */
  port: number
  signal: AbortSignal
  timeoutMs?: number
}

export type LoopbackLogin = {
  /** What the CRM is told to send the browser back to. */
  redirectUrl: string
  /**
   * The code that the browser comes back with; once. Throws `auth` where the person or the CRM refused, `timeout` where nobody comes, and
   * the reason of the signal.
   */
  wait(expectedState: string): Promise<{code: string}>
  /** Takes no more; may be called again. */
  close(): Promise<void>
}

/** What the browser came back with: a code, or why there is none. */
type Outcome = {code: string} | {refusal: RevschedError}

/**
 * Listens on this machine alone for the browser of a login. Only the address with the state that this login made counts. Every page in the
 * browser can send it here, so another state changes nothing. Throws `conflict` where the port is taken.
 */
export async function loopbackLogin({
  port,
  signal,
  timeoutMs = patienceMs,
}: LoginOptions): Promise<LoopbackLogin> {
  signal.throwIfAborted()
  let state: string | null = null
  const {answer, settle, fail} = pending()
  const server = createServer({requestTimeout: 10_000}, (request, response) => {
    const outcome = state === null ? null : outcomeOf(request, state)
    if (outcome === null) return show(response, 400, 'This is not the login that revsched waits for.')
    // Not before the page has arrived: the server ends with the answer.
    response.on('close', () => ('code' in outcome ? settle(outcome) : fail(outcome.refusal)))
    const text =
      'code' in outcome ? 'The login has come back to revsched.' : sentence(outcome.refusal.message)
    show(response, 200, `${text} This window can be closed.`)
  })
  await listen(server, port)
  const abort = () => {
    fail(signal.reason)
    void close()
  }
  const close = () => {
    signal.removeEventListener('abort', abort)
    return closed(server)
  }
  signal.addEventListener('abort', abort, {once: true})
  return {
    redirectUrl: `http://localhost:${(server.address() as AddressInfo).port}/callback`,
    close,
    async wait(expectedState) {
      signal.throwIfAborted()
      state = expectedState
      const timer = setTimeout(() => fail(nobodyCame(timeoutMs)), timeoutMs)
      try {
        return await answer
      } finally {
        clearTimeout(timer)
        await close()
      }
    },
  }
}

function pending() {
  let settle: (code: {code: string}) => void = () => undefined
  let fail: (reason: unknown) => void = () => undefined
  const answer = new Promise<{code: string}>((resolve, reject) => {
    settle = resolve
    fail = reject
  })
  // It may fail before anybody waits.
  answer.catch(() => undefined)
  return {answer, settle, fail}
}

/** Null for what is not the answer to this login. */
function outcomeOf({method, url = '/'}: IncomingMessage, state: string): Outcome | null {
  // What comes first in the line of a request may be anything.
  if (method !== 'GET' || !URL.canParse(url, 'http://localhost')) return null
  const {pathname, searchParams} = new URL(url, 'http://localhost')
  const only = (name: string) => {
    const values = searchParams.getAll(name)
    return values.length === 1 ? values[0]! : ''
  }
  if (pathname !== '/callback' || !isSame(only('state'), state)) return null
  if (searchParams.has('error')) return {refusal: refusalOf(only('error'), only('error_description'))}
  return only('code') === '' ? null : {code: only('code')}
}

/** Takes the same time wherever they differ. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map(text => createHash('sha256').update(text).digest())
  return timingSafeEqual(one!, other!)
}

function refusalOf(error: string, description: string): RevschedError {
  const said = plain(description || error)
  return error === 'access_denied'
    ? new RevschedError('auth', `the login was refused in the browser: "${said}"`, {
        hint: 'log in again and allow the access, as a user who may use the app',
      })
    : new RevschedError('auth', `the CRM refused the login: "${said}"`, {
        hint: 'check the client id and the callback URL of the app in the CRM',
      })
}

/** It comes from outside and goes to a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 200)
}

function sentence(message: string): string {
  return `${message[0]?.toUpperCase()}${message.slice(1)}.`
}

function show(response: ServerResponse, status: number, text: string): void {
  const {html, headers} = loginPage(text)
  response.writeHead(status, {...headers, connection: 'close'}).end(html)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port)))
    server.listen({port, host: '127.0.0.1', exclusive: true}, resolve)
  })
}

/** Browsers keep connections that they may need; nobody waits for these. */
function closed(server: Server): Promise<void> {
  return new Promise(done => {
    server.close(() => done())
    server.closeAllConnections()
  })
}

function cannotListen({code}: NodeJS.ErrnoException, port: number): RevschedError {
  return new RevschedError(
    'conflict',
    `port ${port} of this machine cannot be used for the login (${code})`,
    {
      hint: 'end the program that uses it, or take another port that the app in the CRM allows',
    },
  )
}

function nobodyCame(timeoutMs: number): RevschedError {
  return new RevschedError('timeout', `nobody logged in within ${Math.round(timeoutMs / 60_000)} minutes`, {
    hint: 'start the login again, and open its URL in a browser on this machine',
  })
}
