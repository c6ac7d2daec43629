import type BetterSqlite3 from 'better-sqlite3'
import type {BetterSQLite3Database} from 'drizzle-orm/better-sqlite3'
import type {Clock} from '../domain/ports/clock.js'
import {patiently} from './connection.js'
import type {Sqlite} from './sqlite.js'
import {storageError} from './storage-error.js'

export type Orm = BetterSQLite3Database

/** Values for the named parameters of a statement; those that it does not name are passed over. */
export type Values = Readonly<Record<string, string | number | null | Uint8Array>>

type Prepared<Row> = BetterSqlite3.Statement<[Values], Row>

/**
 * One open file. Reads and writes go through here, so that waiting for other processes and the words of errors are the same
 * everywhere. drizzle is loaded by the first operation that uses it: `list` does not (it would cost more than its query).
 */
export class Session {
  readonly sqlite: Sqlite
  readonly path: string
  readonly clock: Clock
  #orm: Promise<Orm> | null = null
  readonly #prepared = new Map<string, Prepared<unknown>>()

  constructor(sqlite: Sqlite, clock: Clock) {
    this.sqlite = sqlite
    this.path = sqlite.name
    this.clock = clock
  }

  read<Result>(query: (sqlite: Sqlite) => Result): Promise<Result> {
    return patiently(this.path, this.clock, () => query(this.sqlite))
  }

  async readOrm<Result>(query: (orm: Orm) => Result): Promise<Result> {
    const orm = await this.#drizzle()
    return this.read(() => query(orm))
  }

  /** Immediate: a transaction that reads before it writes would otherwise fail without waiting when another one writes. */
  write<Result>(change: (sqlite: Sqlite) => Result): Promise<Result> {
    return this.read(sqlite => sqlite.transaction(() => change(sqlite)).immediate())
  }

  async writeOrm<Result>(change: (orm: Orm) => Result): Promise<Result> {
    const orm = await this.#drizzle()
    return this.write(() => change(orm))
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

  /** Inside of `write`: a part of it that is taken back alone when it throws. */
  part<Result>(change: () => Result): Result {
    return this.sqlite.transaction(change)()
  }

  /** A number that is another one after each commit of another connection. */
  changeCounter(): number {
    try {
      return this.prepared<{data_version: number}>('PRAGMA data_version').get({})!.data_version
    } catch (error) {
      throw storageError(error, this.path)
    }
  }

  #drizzle(): Promise<Orm> {
    this.#orm ??= import('drizzle-orm/better-sqlite3').then(({drizzle}) => drizzle(this.sqlite))
    return this.#orm
  }
}
