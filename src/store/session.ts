import type {BetterSQLite3Database} from 'drizzle-orm/better-sqlite3'
import type {Clock} from '../domain/ports/clock.js'
import {patiently} from './connection.js'
import type {Sqlite} from './sqlite.js'

export type Orm = BetterSQLite3Database

/**
 * One open file. Reads and writes go through here, so that waiting for other processes and the words of errors are the same
 * everywhere. drizzle is loaded by the first operation that uses it: `list` does not (it would cost more than its query).
 */
export class Session {
  readonly sqlite: Sqlite
  readonly path: string
  readonly clock: Clock
  #orm: Promise<Orm> | null = null

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

  #drizzle(): Promise<Orm> {
    this.#orm ??= import('drizzle-orm/better-sqlite3').then(({drizzle}) => drizzle(this.sqlite))
    return this.#orm
  }
}
