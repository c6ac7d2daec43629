// A hundred thousand schedules, none of them due: how soon the daemon is ready, and what it costs to wait.
import {spawnSync} from 'node:child_process'
import {userInfo} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {runBundled} from './bundled.mjs'
import {cpuMs, daemonIn, end, makeFiles, makeReviews, peakOf, print, quantile} from './home.mjs'

const count = 100_000
const yearMs = 365 * 86_400_000

export async function many(work) {
  await makeFiles(work, 1)
  await register(join(work, 'registered'), join(work, 'deals-0.csv'))
  const home = join(work, 'many')
  const database = makeReviews(home, {count, paths: [join(work, 'deals-0.csv')]})
  database
    .prepare('UPDATE scheduled_reviews SET is_active = 1, next_run_at = ? + rowid')
    .run(Date.now() + yearMs)
  database.close()
  const emptyMs = quantile(
    Array.from({length: 7}, () => wallMs(['-e', '0'])),
    0.5,
  )
  const startedMs = performance.now()
  const daemon = await daemonIn(home, [])
  const readyMs = performance.now() - startedMs
  print(`${count} schedules, start to ready`, `${readyMs.toFixed(0)} ms`, {
    value: readyMs / emptyMs,
    unit: 'x node -e 0 (promised: 5)',
  })
  // What the start itself costs is over by then; the first housekeeping comes ten minutes later.
  await pause(15_000)
  const before = cpuMs(daemon.pid)
  await pause(60_000)
  print('  idle for a minute', '', {value: cpuMs(daemon.pid) - before, unit: 'ms of CPU (promised: 30)'})
  print('  RSS', '', {value: peakOf(daemon.pid), unit: 'MB (promised: 120)'})
  await end(daemon)
}

async function register(home, path) {
  makeReviews(home, {count: 0, paths: [path]}).close()
  const user = userInfo().username
  const database = join(home, 'revsched.db')
  const {firstMs, againMs} = await runBundled('register-reviews.ts', database, String(count), user)
  print(`${count} schedules applied at once`, `${firstMs.toFixed(0)} ms`, {
    value: firstMs / 1000,
    unit: 's (promised: 5)',
  })
  print('  the same again, nothing to change', `${againMs.toFixed(0)} ms`, {value: againMs / 1000, unit: 's'})
}

function wallMs(args) {
  const started = performance.now()
  spawnSync(process.execPath, args)
  return performance.now() - started
}
