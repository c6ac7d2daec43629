import type {CallRate} from './crm-access.js'

/** What lets a connection into its CRM, shared by all processes on the database. */
export type AccessStore = {
  /** The sealed secret; null where there is none. Throws `not-found` for a connection that is gone. */
  readSecret(connectionId: string): Promise<Uint8Array | null>
  /** Replaces the secret; the connection no longer needs a login. */
  storeSecret(connectionId: string, sealed: Uint8Array): Promise<void>
  /** In words why only a person can let it in again; null when it is let in. */
  markLogin(connectionId: string, needsLogin: string | null): Promise<void>
  /** False while another owner has the right to fetch a token, which runs out by itself. */
  lockLogin(connectionId: string, lock: {owner: string; now: Date; expiresAt: Date}): Promise<boolean>
  unlockLogin(connectionId: string, owner: string): Promise<void>
  /** Takes the next place for a call; tells when it may be made. */
  reserveCall(connectionId: string, rate: CallRate, now: Date): Promise<Date>
}
