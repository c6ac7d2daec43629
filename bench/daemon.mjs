// The daemon under load, `npm run bench:daemon`: what is due at one instant, from that instant to the last stored result.
import {spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import Database from 'better-sqlite3'
import {generateDeals} from './generate-deals.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const program = join(root, 'bin/revsched.js')
const work = mkdtempSync(join(tmpdir(), 'revsched-bench-'))

try {
  for (const part of process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['herd', 'many'])
    if (part === 'herd') for (const count of [1000, 5000]) await herd(count)
    else await many(100_000)
} finally {
  rmSync(work, {recursive: true, force: true})
}

/** `count` schedules due at one instant, each reviewing a CSV of 1,000 deals over one of ten connections. */
async function herd(count) {
  const home = join(work, `herd-${count}`)
  await prepare(home, {count, connections: 10})
  const daemon = await daemonIn(home, ['--concurrency', '4', '--log-level', 'warn'])
  const database = open(home)
  const dueMs = Math.ceil((Date.now() + 3000) / 60_000) * 60_000
  database
    .prepare('UPDATE scheduled_reviews SET is_active = 1, cursor = ?, next_run_at = ?')
    .run(dueMs - 1, dueMs)
  await pause(dueMs - Date.now())
  // A minute later they are due again, which is another story.
  const ended = database.prepare(
    "SELECT count(*) AS runs, max(completed_at) AS last FROM review_runs WHERE scheduled_for = ? AND status = 'completed'",
  )
  while (ended.get(dueMs).runs < count) await pause(200)
  const {runs, last} = ended.get(dueMs)
  const peakMb = peakOf(daemon.pid)
  await end(daemon)
  database.close()
  const seconds = (last - dueMs) / 1000
  print(`${count} due at once`, `${seconds.toFixed(1)} s`, {value: count / seconds, unit: 'runs/s'})
  print('  runs stored', String(runs), {value: runs / count, unit: 'of those due (promised: 1)'})
  print('  peak RSS of the daemon', `${peakMb} MB`, {value: peakMb, unit: 'MB (promised for 5,000: 250)'})
}

/** A database of `count` schedules, none of them due: how soon the daemon is ready, and what it costs to wait. */
async function many(count) {
  const home = join(work, `many-${count}`)
  await prepare(home, {count, connections: 1})
  const inAYear = Date.now() + 365 * 86_400_000
  const database = open(home)
  database.prepare('UPDATE scheduled_reviews SET is_active = 1, next_run_at = ? + rowid').run(inAYear)
  database.close()
  const emptyMs = median(Array.from({length: 7}, () => wallMs(['-e', '0'])))
  const startedMs = performance.now()
  const daemon = await daemonIn(home, ['--log-level', 'info'])
  const readyMs = performance.now() - startedMs
  print(`${count} schedules, start to ready`, `${readyMs.toFixed(0)} ms`, {
    value: readyMs / emptyMs,
    unit: 'x node -e 0 (promised: 5)',
  })
  await pause(3000)
  const before = cpuMs(daemon.pid)
  await pause(20_000)
  const idleMs = (cpuMs(daemon.pid) - before) * 3
  print('  idle', '', {value: idleMs, unit: 'ms of CPU a minute (promised: 30)'})
  print('  RSS', '', {value: peakOf(daemon.pid), unit: 'MB (promised: 120)'})
  await end(daemon)
}

async function prepare(home, {count, connections}) {
  for (let number = 0; number < connections; number++) {
    const path = join(work, `deals-${number}.csv`)
    await generateDeals(1000, path)
    revsched(home, 'connection', 'add', 'file', `c${number}`, '--path', path)
  }
  revsched(home, 'add', 'first', '--connection', 'c0', '--schedule', '* * * * *', '--timezone', 'UTC')
  revsched(home, 'pause', 'first')
  const database = open(home)
  const ids = database.prepare('SELECT id FROM crm_connections ORDER BY name').all()
  const row = database.prepare('SELECT * FROM scheduled_reviews').get()
  const names = Object.keys(row)
  const insert = database.prepare(
    `INSERT INTO scheduled_reviews (${names.join(', ')}) VALUES (${names.map(name => `@${name}`).join(', ')})`,
  )
  database.transaction(() => {
    for (let number = 1; number < count; number++)
      insert.run({
        ...row,
        id: `review-${number}`,
        name: `review ${number}`,
        crm_connection_id: ids[number % connections].id,
      })
  })()
  database.close()
}

function open(home) {
  return new Database(join(home, 'revsched.db'))
}

async function daemonIn(home, args) {
  const child = spawn(process.execPath, [program, 'daemon', ...args], {
    env: {...process.env, REVSCHED_HOME: home},
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', data => {
    text += data
  })
  const database = open(home)
  const started = database.prepare('SELECT count(*) AS daemons FROM daemons')
  while (started.get().daemons === 0) {
    if (child.exitCode !== null) throw new Error(text)
    await pause(10)
  }
  database.close()
  return child
}

async function end(child) {
  const ended = new Promise(done => child.on('exit', done))
  child.kill('SIGTERM')
  await ended
}

function peakOf(pid) {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024)
}

function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function revsched(home, ...args) {
  const result = spawnSync(process.execPath, [program, ...args], {
    env: {...process.env, REVSCHED_HOME: home},
    encoding: 'utf8',
  })
  if (result.status !== 0) throw new Error(result.stderr)
}

function wallMs(args) {
  const started = performance.now()
  spawnSync(process.execPath, args)
  return performance.now() - started
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function print(name, measure, {value, unit}) {
  process.stdout.write(
    `${name.padEnd(40)} ${measure.padStart(12)}  ${value.toFixed(2).padStart(9)} ${unit}\n`,
  )
}
