import {named} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {AccessGrant, CrmAccess, CrmLogin, LoginPorts, LoginState} from '../domain/ports/crm-access.js'
import type {RecordShelf, SecretKeeper} from '../domain/ports/secret-keeper.js'
import {patientSignal} from './patient-signal.js'

type Ports = {
  login: CrmLogin
  loginPorts: LoginPorts
  keeper: SecretKeeper
  /** Left out for a connection that is not stored yet: nothing is kept of its reads. */
  records?: RecordShelf
  clock: Clock
}

type AccessOptions = {
  settings: Readonly<Record<string, unknown>>
  /** Kind and name of the connection. */
  label: string
  signal: AbortSignal
}

/** A token that is refused so soon after it was fetched is not made good by another one. */
const freshMs = 5 * 60_000

/**
 * A connection's way into its CRM for one run. Tokens are fetched by one process at a time, and a secret that changes is stored
 * before its token is used. A login that only a person can mend marks the connection.
 */
export function crmAccess(ports: Ports, options: AccessOptions): CrmAccess {
  const {login, loginPorts, keeper, records, clock} = ports
  const {settings, label, signal} = options
  let current: AccessGrant | null = null
  let replacedAtMs = Number.NEGATIVE_INFINITY
  // A refresh token that the CRM has replaced lets nobody in any more: the answer with the new one is waited for.
  const answered = async (state: LoginState, refused: string | null) => {
    signal.throwIfAborted()
    const patient = patientSignal(signal, clock)
    return login.access(loginPorts, state, refused, patient.signal).finally(patient.done)
  }
  const fetched = async (refused: string | null): Promise<AccessGrant> => {
    const state = {settings, secret: await keeper.read()}
    const {grant, secret} = await answered(state, refused)
    // Somebody has logged in anew meanwhile: what was fetched belongs to a login that is no more.
    if (secret !== null && !(await keeper.store(secret))) return fetched(null)
    return grant
  }
  const granted = async (refused: string | null): Promise<AccessGrant> => {
    if (current && refused !== current.accessToken) return current
    try {
      if (refused !== null && clock.monotonicMs() - replacedAtMs < freshMs) throw refusedTwice(label)
      const next = await keeper.alone(() => fetched(refused), signal)
      if (next.accessToken === refused) throw refusedTwice(label)
      // Not before: a login that was out of order for a moment has not said that the login is bad.
      if (refused !== null) replacedAtMs = clock.monotonicMs()
      current = next
      return next
    } catch (error) {
      if (!(error instanceof RevschedError)) throw error
      if (error.code === 'auth') {
        replacedAtMs = clock.monotonicMs()
        await keeper.markLogin(error.message)
      }
      throw named(error, label)
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    grant(refused) {
      // One after the other: of two calls that were refused the same token, the second gets what the first one fetched.
      const next = last.then(() => granted(refused))
      last = next.catch(() => undefined)
      return next
    },
    async permit(rate) {
      const at = await keeper.reserve(rate)
      const waitMs = at.getTime() - clock.now().getTime()
      if (waitMs > 0) await clock.sleep(waitMs, signal)
    },
    markLogin: needsLogin => keeper.markLogin(needsLogin),
    keptRecords: async shape => (await records?.read(shape)) ?? null,
    keepRecords: async (shape, kept) => records?.keep(shape, kept),
  }
}

function refusedTwice(label: string): RevschedError {
  return new RevschedError('auth', `${label} does not take the login`, {
    hint: 'log in again: revsched connection login <name>',
  })
}
