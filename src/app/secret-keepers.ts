import {RevschedError} from '../domain/errors.js'
import type {AccessStore} from '../domain/ports/access-store.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import type {SecretKeeper} from '../domain/ports/secret-keeper.js'
import {sealSecret} from './seal-secret.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

/** The right to fetch a token runs out by itself when its process dies; longer than a CRM takes to give one. */
const lockMs = 90_000

/** Who waits for another process asks again this often. */
const askAgainMs = 100

type Ports = {store: AccessStore & SecretStore; box: () => Promise<SecretBox>; clock: Clock; ids: Ids}

/** The secret of a stored connection. */
export function storedSecret({store, box, clock, ids}: Ports, connectionId: string): SecretKeeper {
  const place = secretPlace(connectionId)
  return {
    async read() {
      const sealed = await store.readSecret(connectionId)
      return sealed && (await box()).open(sealed, place)
    },
    // A refresh token that took the place of another may be the only way in: a key that is replaced meanwhile may not lose it.
    store: secret =>
      untilNobodyWasFaster(async () => {
        const sealed = await sealSecret({secrets: store, box: await box()}, secret, place)
        await store.storeSecret(connectionId, sealed)
      }),
    markLogin: needsLogin => store.markLogin(connectionId, needsLogin),
    async alone(work, signal) {
      const owner = ids.next()
      await waitForLock({store, clock}, {connectionId, owner, signal})
      try {
        return await work()
      } finally {
        await store.unlockLogin(connectionId, owner)
      }
    },
    reserve: rate => store.reserveCall(connectionId, rate, clock.now()),
  }
}

/** Where the secret of a connection is sealed to. */
export function secretPlace(id: string) {
  return {table: 'crm_connections', id, field: 'secret'}
}

async function waitForLock(
  {store, clock}: Pick<Ports, 'store' | 'clock'>,
  {connectionId, owner, signal}: {connectionId: string; owner: string; signal: AbortSignal},
): Promise<void> {
  const givenUpAtMs = clock.monotonicMs() + lockMs
  for (;;) {
    const now = clock.now()
    if (await store.lockLogin(connectionId, {owner, now, expiresAt: new Date(now.getTime() + lockMs)})) return
    if (clock.monotonicMs() > givenUpAtMs)
      throw new RevschedError('busy', 'another process has been logging in to the CRM for too long', {
        hint: 'revsched doctor shows what runs',
        canPass: true,
      })
    await clock.sleep(askAgainMs, signal)
  }
}

/** The secret of a connection that is being added: kept here until it is stored. */
export function newSecret(clock: Clock, given: string | null): SecretKeeper {
  let secret = given
  const nextAtMs = new Map<string, number>()
  return {
    read: async () => secret,
    async store(changed) {
      secret = changed
    },
    markLogin: async () => undefined,
    alone: work => work(),
    async reserve({bucket, everyMs, burst}) {
      const nowMs = clock.now().getTime()
      const next = Math.max(nextAtMs.get(bucket) ?? nowMs, nowMs) + everyMs
      nextAtMs.set(bucket, next)
      return new Date(Math.max(nowMs, next - everyMs * burst))
    },
  }
}
