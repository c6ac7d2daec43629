// What the benches of the daemon share: a folder with reviews in it, the built program as a daemon, what a process takes.
import {spawn, spawnSync} from 'node:child_process'
import {mkdirSync, readFileSync, rmSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import Database from 'better-sqlite3'
import {DgramSocket} from 'node-unix-socket'
import {generateDeals} from '../generate-deals.mjs'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const program = join(root, 'bin/revsched.js')

/** `files` of 1,000 deals each, called `deals-<number>.csv`. */
export async function makeFiles(folder, files) {
  mkdirSync(folder, {recursive: true})
  for (let number = 0; number < files; number++)
    await generateDeals(1000, join(folder, `deals-${number}.csv`))
}

/** A database of `count` paused reviews, spread over the connections `c0`, `c1`, ... to these files. */
export function makeReviews(home, {count, paths, settings = {}}) {
  for (const [number, path] of paths.entries())
    revsched(home, 'connection', 'add', 'file', `c${number}`, '--path', path)
  revsched(home, 'add', 'first', '--connection', 'c0', '--schedule', '* * * * *', '--timezone', 'UTC')
  revsched(home, 'pause', 'first')
  const database = open(home)
  const ids = database.prepare('SELECT id FROM crm_connections ORDER BY length(name), name').all()
  const row = {...database.prepare('SELECT * FROM scheduled_reviews').get(), ...settings}
  database.prepare('DELETE FROM scheduled_reviews').run()
  const names = Object.keys(row)
  const insert = database.prepare(
    `INSERT INTO scheduled_reviews (${names.join(', ')}) VALUES (${names.map(name => `@${name}`).join(', ')})`,
  )
  database.transaction(() => {
    for (let number = 0; number < count; number++)
      insert.run({
        ...row,
        id: `review-${number}`,
        name: `review ${number}`,
        crm_connection_id: ids[number % ids.length].id,
      })
  })()
  return database
}

export function open(home) {
  return new Database(join(home, 'revsched.db'))
}

/**
 * Resolves when the daemon has told systemd, for which this stands, that it is ready: with the process, and what it logs, which grows.
 */
export async function daemonIn(home, args) {
  const address = join(home, 'notify')
  rmSync(address, {force: true})
  const socket = new DgramSocket()
  socket.bind(address)
  const child = spawn(process.execPath, [program, 'daemon', ...args], {
    env: {...process.env, REVSCHED_HOME: home, NOTIFY_SOCKET: address},
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const logged = []
  child.stderr.setEncoding('utf8').on('data', text => logged.push(text))
  await new Promise((resolve, reject) => {
    socket.on('data', message => message.toString().split('\n').includes('READY=1') && resolve())
    child.on('exit', () => reject(new Error(logged.join(''))))
  })
  // It goes on to be told how the daemon is, and tries in vain for as long as nobody takes it.
  child.on('exit', () => socket.close())
  return Object.assign(child, {logged})
}

export async function end(child) {
  const ended = new Promise(done => child.on('exit', done))
  child.kill('SIGTERM')
  await ended
}

export function revsched(home, ...args) {
  const result = spawnSync(process.execPath, [program, ...args], {
    env: {...process.env, REVSCHED_HOME: home},
    encoding: 'utf8',
  })
  if (result.status !== 0) throw new Error(result.stderr)
}

/** Megabytes. */
export function peakOf(pid) {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024)
}

export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The value that `share` of all are not above. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export function print(name, measure, {value, unit}) {
  process.stdout.write(
    `${name.padEnd(46)} ${measure.padStart(14)}  ${value.toFixed(2).padStart(9)} ${unit}\n`,
  )
}
