import type {Migrations} from './migrate.js'
import {openSqlite, type Sqlite} from './sqlite.js'

/** A table, index, trigger or view; `code` is set for the last two, which run when others are used. */
type SchemaObject = {type: string; name: string; code: string | null}

/**
 * What a database of that version has too much or too little, in words; empty when it is as its migrations made it. A file
 * from elsewhere could bring triggers that change what is written.
 */
export function schemaDifferences(database: Sqlite, migrations: Migrations, version: number): string[] {
  const found = objectsOf(database)
  const expected = expectedObjects(migrations, version)
  const isIn = (objects: readonly SchemaObject[]) => {
    const keys = new Set(objects.map(object => JSON.stringify(object)))
    return (object: SchemaObject) => keys.has(JSON.stringify(object))
  }
  const isExpected = isIn(expected)
  const isFound = isIn(found)
  return [
    ...found.filter(object => !isExpected(object)).map(({type, name}) => `unknown ${type} "${name}"`),
    ...expected.filter(object => !isFound(object)).map(({type, name}) => `${type} "${name}" is missing`),
  ]
}

function expectedObjects(migrations: Migrations, version: number): SchemaObject[] {
  const model = openSqlite(':memory:')
  try {
    for (const migration of migrations.read()) if (migration.version <= version) model.exec(migration.sql)
    return objectsOf(model)
  } finally {
    model.close()
  }
}

function objectsOf(database: Sqlite): SchemaObject[] {
  return database.prepare<[], SchemaObject>(objects).all()
}

const objects = `SELECT type, name, CASE WHEN type IN ('trigger', 'view') THEN sql END AS code
  FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name`
