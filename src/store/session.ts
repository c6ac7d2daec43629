import type BetterSqlite3 from 'better-sqlite3'
import type {BetterSQLite3Database} from 'drizzle-orm/better-sqlite3'
import type {Clock} from '../domain/ports/clock.js'
import {patienceMs, patiently} from './connection.js'
import type {Sqlite} from './sqlite.js'
import {isFailedDisk, storageError} from './storage-error.js'

export type Orm = BetterSQLite3Database

/** Values for the named parameters of a statement; those that it does not name are passed over. */
export type Values = Readonly<Record<string, string | number | null | Uint8Array>>

type Prepared<Row> = BetterSqlite3.Statement<[Values], Row>

/**
 * One open file. Reads and writes go through here, so that waiting for other processes and the words of errors are the same
 * everywhere. After the disk failed, the next operation opens the file anew and goes on only if it is sound: after a failed sync a
 * connection cannot know what of its writes is on the disk. drizzle is loaded by the first operation that uses it: `list` does not (it would cost more than its query).
 */
export class Session {
  readonly path: string
  readonly clock: Clock
  readonly #reopen: () => Sqlite
  readonly #refuseNewer: (version: number) => void
  #sqlite: Sqlite
  #isTrusted = true
  #replaced = 0
  #patienceMs = patienceMs
  #orm: Orm | null = null
  readonly #prepared = new Map<string, Prepared<unknown>>()

  /** `reopen` gives another connection to the same file, checked; `refuseNewer` throws for a version that this program does not know. */
  constructor(
    sqlite: Sqlite,
    {
      clock,
      reopen,
      refuseNewer,
    }: {clock: Clock; reopen: () => Sqlite; refuseNewer: (version: number) => void},
  ) {
    this.#sqlite = sqlite
    this.path = sqlite.name
    this.clock = clock
    this.#reopen = reopen
    this.#refuseNewer = refuseNewer
  }

  get sqlite(): Sqlite {
    return this.#sqlite
  }

  read<Result>(query: (sqlite: Sqlite) => Result): Promise<Result> {
    return patiently({path: this.path, clock: this.clock, patience: () => this.#patienceMs}, () =>
      this.#ask(query),
    )
  }

  async readOrm<Result>(query: (orm: Orm) => Result): Promise<Result> {
    const ormOf = await this.#loadOrm()
    return this.read(sqlite => query(ormOf(sqlite)))
  }

  /** Immediate: a transaction that reads before it writes would otherwise fail without waiting when another one writes. */
  write<Result>(change: (sqlite: Sqlite) => Result): Promise<Result> {
    return this.read(sqlite => {
      const known = () => {
        this.refuseNewer()
        return change(sqlite)
      }
      return sqlite.transaction(known).immediate()
    })
  }

  async writeOrm<Result>(change: (orm: Orm) => Result): Promise<Result> {
    const ormOf = await this.#loadOrm()
    return this.write(sqlite => change(ormOf(sqlite)))
  }

  /** A statement that is compiled once in the life of the session, for what runs many times a second. */
  prepared<Row = unknown>(sql: string): Prepared<Row> {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      statement = this.sqlite.prepare<Values>(sql)
      this.#prepared.set(sql, statement)
    }
    return statement as Prepared<Row>
  }

  /** Inside of `write`: a part of it that is taken back alone when it throws. Inside of `read`: queries that see one state of the file. */
  part<Result>(change: () => Result): Result {
    return this.sqlite.transaction(change)()
  }

  /** Throws `storage` once a newer program has migrated the file, which may happen at any time after it was opened. */
  refuseNewer(): void {
    const {user_version: version} = this.prepared<{user_version: number}>('PRAGMA user_version').get({})!
    this.#refuseNewer(version)
  }

  /** A number that is another one after each commit of another connection, and after the file was opened anew. */
  changeCounter(): number {
    try {
      const {data_version: own} = this.prepared<{data_version: number}>('PRAGMA data_version').get({})!
      // Each connection counts for itself, from 1.
      return own + this.#replaced * 2 ** 32
    } catch (error) {
      throw storageError(error, this.path)
    }
  }

  /** Waits for other processes no longer than this from now on, those waits included that go on. */
  hurry(patienceMs: number): void {
    this.#patienceMs = patienceMs
  }

  close(): void {
    this.#sqlite.close()
  }

  async #loadOrm(): Promise<(sqlite: Sqlite) => Orm> {
    const {drizzle} = await import('drizzle-orm/better-sqlite3')
    return sqlite => {
      this.#orm ??= drizzle(sqlite)
      return this.#orm
    }
  }

  #ask<Result>(query: (sqlite: Sqlite) => Result): Result {
    try {
      if (!this.#isTrusted) this.#replace()
      return query(this.#sqlite)
    } catch (error) {
      if (isFailedDisk(error)) this.#isTrusted = false
      throw error
    }
  }

  /**
   * The old connection is closed last: with none left, the next one would read the log beside the file from its start, and find in
   * it what was told to have failed.
   */
  #replace(): void {
    const old = this.#sqlite
    this.#sqlite = this.#reopen()
    this.#prepared.clear()
    this.#orm = null
    this.#isTrusted = true
    this.#replaced++
    old.close()
  }
}
