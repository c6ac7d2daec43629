import {join} from 'node:path'
import Database from 'better-sqlite3'

const open = (home: string) => new Database(join(home, 'revsched.db'))

/** Moves the cursors of all reviews back, as if they had been added so long ago: what came since is due. */
export function addedAgo(home: string, ms: number): void {
  const database = open(home)
  database
    .prepare(
      'UPDATE scheduled_reviews SET cursor = cursor - ?, next_run_at = created_at - ?, created_at = created_at - ?',
    )
    .run(ms, ms, ms)
  database.close()
}

/** Rows of the database, as they are stored. */
export function rowsIn<Row>(home: string, query: string, ...parameters: unknown[]): Row[] {
  const database = open(home)
  try {
    return database.prepare<unknown[], Row>(query).all(...parameters)
  } finally {
    database.close()
  }
}

export function changeIn(home: string, statement: string, ...parameters: unknown[]): void {
  const database = open(home)
  database.prepare(statement).run(...parameters)
  database.close()
}

/** Due every hour, and not within the next half: a test that runs at the turn of an hour sees what the others see. */
export const hourlyFarFromNow = `${(new Date().getUTCMinutes() + 30) % 60} * * * *`
