// Runs without a review through the whole ledger, every one durable.
import {join} from 'node:path'
import {runBundled} from './bundled.mjs'
import {makeFiles, makeReviews, print} from './home.mjs'

const count = 5000
const connections = 10

export async function empty(work) {
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
  const {ms, cpuMs} = await runBundled('empty-runs.ts', join(home, 'revsched.db'))
  print(`${count} runs without a review`, `${ms.toFixed(0)} ms`, {
    value: (count / ms) * 1000,
    unit: 'runs/s, durable (promised: 1,500)',
  })
  print('  CPU of a run', '', {value: cpuMs / count, unit: 'ms'})
}
