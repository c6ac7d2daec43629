import type {CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {AccessStore} from '../domain/ports/access-store.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import type {SecretKeeper} from '../domain/ports/secret-keeper.js'
import type {LeaseOwner} from '../domain/run/lease.js'
import {sealSecret} from './seal-secret.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

/** The right to fetch a token runs out by itself when its process dies; longer than a CRM takes to give one. */
const lockMs = 90_000

/** Who waits for another process asks again this often. */
const askAgainMs = 100

export type KeeperPorts = {
  store: AccessStore & SecretStore
  box: () => Promise<SecretBox>
  clock: Clock
  ids: Ids
  owner: LeaseOwner
}

type Stored = {
  connectionId: string
  /** False for settings that came meanwhile and log in elsewhere: what is stored with them is not for who began before. */
  fits(settings: CrmConnection['settings']): Promise<boolean>
}

/** The secret of a stored connection. */
export function storedSecret(ports: KeeperPorts, {connectionId, fits}: Stored): SecretKeeper {
  const {store, box, clock} = ports
  const place = secretPlace(connectionId)
  let read: {sealed: Uint8Array | null; secret: string | null} | null = null
  const current = async () => {
    const {settings, sealed} = await store.readLogin(connectionId)
    if (!(await fits(settings))) return null
    return {sealed, secret: sealed && (await (await box()).open(sealed, place))}
  }
  const fitting = async () => {
    const now = await current()
    if (now === null) throw ledElsewhere()
    return now
  }
  return {
    async read() {
      read = await fitting()
      return read.secret
    },
    // A refresh token that took the place of another may be the only way in: a key that is replaced meanwhile may not lose it.
    store: secret =>
      untilNobodyWasFaster(async () => {
        const now = await current()
        if (now === null || (read && now.secret !== read.secret)) return false
        const sealed = await sealSecret({secrets: store, box: await box()}, secret, place)
        if (!(await store.storeSecret(connectionId, sealed, now.sealed))) throw sealedAnew()
        read = {sealed, secret}
        return true
      }),
    async markLogin(needsLogin) {
      read ??= await fitting()
      await store.markLogin(connectionId, needsLogin, read.sealed)
    },
    alone: (work, signal) => aloneAtLogin(ports, {connectionId, work, signal}),
    reserve: rate => store.reserveCall(rate.account ?? connectionId, rate, clock.now()),
  }
}

/** Does what changes a login when no process fetches a token with it: who comes second finds what the first one stored. */
export async function aloneAtLogin<Result>(
  ports: Omit<KeeperPorts, 'box'>,
  {connectionId, work, signal}: {connectionId: string; work: () => Promise<Result>; signal: AbortSignal},
): Promise<Result> {
  const name = `${ports.owner.lease}#${ports.ids.next()}`
  await waitForLock(ports, {connectionId, name, signal})
  try {
    return await work()
  } finally {
    await ports.store.unlockLogin(connectionId, name)
  }
}

/** As told to who began with the settings of before: another try takes the new ones. */
export function ledElsewhere(): RevschedError {
  return new RevschedError('conflict', 'the connection was changed meanwhile, and logs in elsewhere now', {
    hint: 'run the command again',
    canPass: true,
  })
}

function sealedAnew(): RevschedError {
  return new RevschedError('conflict', 'the secret was stored by another process meanwhile', {canPass: true})
}

/** Where the secret of a connection is sealed to. */
export function secretPlace(id: string) {
  return {table: 'crm_connections', id, field: 'secret'}
}

/** Who died while it fetched a token is not waited for. */
async function waitForLock(
  {store, clock, owner}: Pick<KeeperPorts, 'store' | 'clock' | 'owner'>,
  {connectionId, name, signal}: {connectionId: string; name: string; signal: AbortSignal},
): Promise<void> {
  const givenUpAtMs = clock.monotonicMs() + lockMs
  for (;;) {
    const other = await store.lockLogin(connectionId, {owner: name, now: clock.now, forMs: lockMs})
    if (other === null) return
    if (!owner.isAlive(other.replace(/#.*$/, ''))) await store.unlockLogin(connectionId, other)
    else if (clock.monotonicMs() > givenUpAtMs)
      throw new RevschedError('busy', 'another process has been logging in to the CRM for too long', {
        hint: 'revsched doctor shows what runs',
        canPass: true,
      })
    else await clock.sleep(askAgainMs, signal)
  }
}

/** The secret of a connection that is being added, or logged in anew: kept here until it is stored. */
export function newSecret(
  {store, clock}: {store: Pick<AccessStore, 'reserveCall'>; clock: Clock},
  given: string | null,
): SecretKeeper {
  let secret = given
  return {
    read: async () => secret,
    async store(changed) {
      secret = changed
      return true
    },
    markLogin: async () => undefined,
    alone: work => work(),
    reserve: rate =>
      store.reserveCall(rate.account ?? 'a connection that is not stored yet', rate, clock.now()),
  }
}
