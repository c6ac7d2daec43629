import type {CrmConnection} from '../crm-connection.js'
import type {CallRate, KeptRecords} from './crm-access.js'

/** What lets a connection into its CRM, shared by all processes on the database. */
export type AccessStore = {
  /**
   * The sealed secret, null where there is none, and the settings that it goes with, as they are now. Throws `not-found` for a connection
   * that is gone.
   */
  readLogin(connectionId: string): Promise<{settings: CrmConnection['settings']; sealed: Uint8Array | null}>
  /**
   * Replaces the secret; the connection no longer needs a login. With `expected`, only while that is stored: false where somebody was
   * faster.
   */
  storeSecret(connectionId: string, sealed: Uint8Array, expected?: Uint8Array | null): Promise<boolean>
  /** In words why only a person can let it in again; null when it is let in. Nothing where another secret than `expected` is stored. */
  markLogin(connectionId: string, needsLogin: string | null, expected: Uint8Array | null): Promise<void>
  /** Null for who got the right to fetch a token, which runs out by itself; else the owner who has it. `now` is called when nobody else writes. */
  lockLogin(
    connectionId: string,
    lock: {owner: string; now: () => Date; forMs: number},
  ): Promise<string | null>
  unlockLogin(connectionId: string, owner: string): Promise<void>
  /** Takes the next place for a call of an account, or of a connection whose account is not known; tells when it may be made. */
  reserveCall(place: string, rate: CallRate, now: Date): Promise<Date>
  /** Null where none are kept of what `shape` asks for. */
  readRecords(connectionId: string, shape: string): Promise<KeptRecords | null>
  /** Nothing where records of a later read are kept. Forgets those of the connection that were read before `staleBefore`. */
  storeRecords(connectionId: string, kept: KeptRecords & {shape: string; staleBefore: Date}): Promise<void>
}
