import {cpSync} from 'node:fs'
import {join} from 'node:path'
import {bundledBesideModules} from './bundled.js'
import {root} from './program.js'

const source = `
  import {migrateDatabase, shippedMigrations} from './src/store/migrate.js'
  const [path, sql] = process.argv.slice(2)
  const clock = {now: () => new Date(), monotonicMs: () => performance.now(), sleep: ms => new Promise(done => setTimeout(done, ms))}
  const latest = shippedMigrations.latest + 1
  const migrations = {latest, read: () => [...shippedMigrations.read(), {version: latest, sql}]}
  migrateDatabase(path, {clock, programVersion: '9.0.0', migrations}).then(
    result => console.log(JSON.stringify(result)),
    error => {
      console.error(error.code + ': ' + error.message)
      process.exitCode = 10
    },
  )`

/** A program of the next version, as `node <path> <database> <sql>`: it has one migration more. */
export function upgradeProgram(): {path: string; remove(): void} {
  const program = bundledBesideModules('upgrade', source)
  cpSync(join(root, 'src/store/migrations'), join(program.folder, 'migrations'), {recursive: true})
  return program
}
