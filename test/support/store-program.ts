import {type ChildProcess, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {buildSync} from 'esbuild'
import {root} from './program.js'

const source = `
  import {openDatabase} from './src/store/open.js'
  import {lockDaemon} from './src/store/daemon-lock.js'
  import {systemClock} from './src/platform/clock.js'
  import {randomIds} from './src/platform/ids.js'
  const [path, script] = process.argv.slice(2)
  const open = () => openDatabase(path, {clock: systemClock, ids: randomIds, programVersion: '0.0.0'})
  const run = Object.getPrototypeOf(async function () {}).constructor
  const say = value => process.stdout.write(JSON.stringify(value) + '\\n')
  new run('open', 'lockDaemon', 'path', 'say', 'clock', script)(open, lockDaemon, path, say, systemClock).catch(error => {
    console.error((error.code ?? 'bug') + ': ' + error.message)
    process.exitCode = 10
  })`

/**
 * A process of its own on a database, as `node <path> <database> <script>`: the script finds `open`, `lockDaemon`, `path`,
 * `say` (one line of JSON) and `clock`. It lies below node_modules, where it finds the database library.
 */
export function storeProgram(): {path: string; remove(): void} {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, {recursive: true})
  const folder = mkdtempSync(join(cache, 'revsched-store-'))
  const path = join(folder, 'store.mjs')
  buildSync({
    stdin: {contents: source, resolveDir: root, loader: 'js'},
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
    logLevel: 'error',
  })
  return {path, remove: () => rmSync(folder, {recursive: true, force: true})}
}

/** Starts one and resolves with it at its first line of output, or rejects when it ends without one. */
export function started(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, ...args], {stdio: ['ignore', 'pipe', 'inherit']})
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', () => resolve(child))
    child.once('close', code => reject(new Error(`ended with ${code}`)))
  })
}
