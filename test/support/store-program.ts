import {type ChildProcess, spawn} from 'node:child_process'
import {bundledBesideModules} from './bundled.js'

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
 * `say` (one line of JSON) and `clock`.
 */
export function storeProgram(): {path: string; remove(): void} {
  return bundledBesideModules('store', source)
}

/** Starts one and resolves with it at its first line of output, or rejects when it ends without one. */
export function started(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, ...args], {stdio: ['ignore', 'pipe', 'inherit']})
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', () => resolve(child))
    child.once('close', code => reject(new Error(`ended with ${code}`)))
  })
}
