import type {CallRate, KeptRecords} from './crm-access.js'

/** Where the secret of one connection is, for whoever fetches tokens with it. */
export type SecretKeeper = {
  /** Null where there is none. */
  read(): Promise<string | null>
  /** False where another one than was read is stored by now: somebody has logged in anew, and that stays. */
  store(secret: string): Promise<boolean>
  /** Told in words when only a person can help, null when the CRM lets it in. Nothing where another one than was read is stored by now. */
  markLogin(needsLogin: string | null): Promise<void>
  /** Alone among all processes: who comes second finds what the first one stored. */
  alone<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>
  /** When the next call of this kind may be made. */
  reserve(rate: CallRate): Promise<Date>
}

/** Where records of one connection's reads are kept from one run to the next; see `CrmAccess`. */
export type RecordShelf = {
  read(shape: string): Promise<KeptRecords | null>
  keep(shape: string, kept: KeptRecords): Promise<void>
}
