import {cpSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {buildSync} from 'esbuild'
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

/**
 * A program of the next version, as `node <path> <database> <sql>`: it has one migration more. It lies below node_modules,
 * where it finds the database library.
 */
export function upgradeProgram(): {path: string; remove(): void} {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, {recursive: true})
  const folder = mkdtempSync(join(cache, 'revsched-upgrade-'))
  const path = join(folder, 'upgrade.mjs')
  buildSync({
    stdin: {contents: source, resolveDir: root, loader: 'js'},
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
    logLevel: 'error',
  })
  cpSync(join(root, 'src/store/migrations'), join(folder, 'migrations'), {recursive: true})
  return {path, remove: () => rmSync(folder, {recursive: true, force: true})}
}
