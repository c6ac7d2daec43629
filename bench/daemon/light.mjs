// Sixty runs spread over a minute by splay: how long after they are due they start, beside a plain loop of node-cron.
import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {generateDeals} from '../generate-deals.mjs'
import {bundledReview} from '../peers/bundled-review.mjs'
import {daemonIn, end, makeFiles, makeReviews, print, quantile, revsched, root} from './home.mjs'

const minuteMs = 60_000

/** The longest of sixty waits is that of one sync of the disk, which may be slow for a moment. */
const minutes = 3

export async function light(work) {
  await makeFiles(work, 1)
  const path = join(work, 'deals-0.csv')
  const large = join(work, 'deals-100k.csv')
  await generateDeals(100_000, large)
  const cron = nodeCron(path, await bundledReview(work))
  const ours = []
  for (let minute = 0; minute < minutes; minute++)
    ours.push(await splayed(join(work, `light-${minute}`), {path}))
  const loaded = await splayed(join(work, 'loaded'), {path, large})
  const [p50, p99] = [0.5, 0.99].map(share => Math.max(1, quantile(cron, share)))
  print('60 runs in a minute, node-cron', told(cron), {value: 1, unit: 'p50 and p99 to compare with'})
  const median = share =>
    quantile(
      ours.map(lateMs => quantile(lateMs, share)),
      0.5,
    )
  for (const lateMs of ours)
    print('  revsched', told(lateMs), {value: quantile(lateMs, 0.99) / p99, unit: 'x of p99'})
  print('  revsched, p50', '', {value: median(0.5) / p50, unit: `x, median of ${minutes} (promised: 2)`})
  print('  revsched, p99', '', {value: median(0.99) / p99, unit: `x, median of ${minutes} (promised: 3)`})
  print('  beside a review of 100,000 deals, p99', told(loaded), {
    value: quantile(loaded, 0.99) / p99,
    unit: 'x (promised: 10)',
  })
}

const told = lateMs => `${quantile(lateMs, 0.5)} / ${quantile(lateMs, 0.99)} ms`

function nodeCron(path, review) {
  const script = join(root, 'bench/peers/node-cron.mjs')
  const {stdout, stderr, status} = spawnSync(process.execPath, [script, path, review], {encoding: 'utf8'})
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Milliseconds from due to started; with `large`, that file is reviewed again and again meanwhile. */
async function splayed(home, {path, large}) {
  const settings = {splay_ms: minuteMs}
  const database = makeReviews(home, {count: 60, paths: large ? [path, large] : [path], settings})
  if (large) {
    database
      .prepare(
        "UPDATE scheduled_reviews SET crm_connection_id = (SELECT id FROM crm_connections WHERE name = 'c0')",
      )
      .run()
    revsched(home, 'add', 'large', '--connection', 'c1', '--schedule', '0 0 1 1 *', '--timezone', 'UTC')
  }
  const daemon = await daemonIn(home, [])
  const dueMs = Math.ceil((Date.now() + 1000) / minuteMs) * minuteMs
  database
    .prepare("UPDATE scheduled_reviews SET is_active = 1, cursor = ?, next_run_at = ? WHERE name <> 'large'")
    .run(dueMs - 1, dueMs)
  const ended = database.prepare(
    "SELECT id, queued_at FROM review_runs WHERE scheduled_for = ? AND status = 'completed'",
  )
  const running = database.prepare(
    "SELECT count(*) AS open FROM review_runs WHERE status IN ('queued', 'running')",
  )
  for (;;) {
    const runs = ended.all(dueMs)
    if (runs.length === 60) {
      await end(daemon)
      database.close()
      const started = startedIn(daemon.logged.join(''))
      return runs.map(({id, queued_at: due}) => started.get(id) - due)
    }
    if (large && Date.now() > dueMs - 2000 && running.get().open === 0)
      revsched(home, 'run-now', 'large', '--queue')
    await pause(100)
  }
}

/** By run, when the daemon told that it started: after the claim is stored, as it is given to a thread. */
function startedIn(log) {
  const lines = log
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  return new Map(
    lines
      .filter(({event}) => event === 'run-started')
      .map(({runId, time}) => [runId, new Date(time).getTime()]),
  )
}
