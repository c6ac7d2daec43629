// Runs without a review through the whole ledger, every one durable.
import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {build} from 'esbuild'
import {makeFiles, makeReviews, print, root} from './home.mjs'

const count = 5000
const connections = 10

export async function empty(work) {
  // Where it finds the database library.
  const folder = join(root, 'node_modules/.cache')
  mkdirSync(folder, {recursive: true})
  const task = join(mkdtempSync(join(folder, 'revsched-bench-')), 'empty-runs.mjs')
  await build({
    entryPoints: [join(root, 'bench/daemon/empty-runs.ts')],
    outfile: task,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3', 'node-unix-socket'],
    define: {REVSCHED_VERSION: '"0"'},
  })
  await makeFiles(work, 1)
  const home = join(work, 'empty')
  const database = makeReviews(home, {count, paths: Array(connections).fill(join(work, 'deals-0.csv'))})
  database
    .prepare(
      `INSERT INTO review_runs (id, user_id, scheduled_review_id, review_name, status, trigger, priority, scheduled_for, queued_at,
        created_at)
      SELECT 'run-' || id, user_id, id, name, 'queued', 'schedule', 0, rowid, rowid, rowid FROM scheduled_reviews`,
    )
    .run()
  database.close()
  const command = [task, join(home, 'revsched.db')]
  const {stdout, stderr, status} = spawnSync(process.execPath, command, {encoding: 'utf8'})
  rmSync(dirname(task), {recursive: true})
  if (status !== 0) throw new Error(stderr)
  const {ms, cpuMs} = JSON.parse(stdout)
  print(`${count} runs without a review`, `${ms.toFixed(0)} ms`, {
    value: (count / ms) * 1000,
    unit: 'runs/s, durable (promised: 1,500)',
  })
  print('  CPU of a run', '', {value: cpuMs / count, unit: 'ms'})
}
