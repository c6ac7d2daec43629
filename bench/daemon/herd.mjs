// Everything due at one instant, from that instant to the last stored result, beside BullMQ on the same work.
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {startRedis} from '../peers/redis.mjs'
import {daemonIn, end, makeFiles, makeReviews, peakOf, print} from './home.mjs'

const files = 10

export async function herd(work) {
  const folder = join(work, 'files')
  await makeFiles(folder, files)
  const paths = Array.from({length: files}, (_, number) => join(folder, `deals-${number}.csv`))
  const thousand = await ours(join(work, 'herd-1000'), {count: 1000, paths})
  await peers(work, {count: 1000, folder, rate: thousand})
  const fiveThousand = await ours(join(work, 'herd-5000'), {count: 5000, paths})
  const ratio = {value: fiveThousand / thousand, unit: 'x the rate of 1,000 (promised: 0.9)'}
  print('  5,000 beside 1,000', '', ratio)
  await ours(join(work, 'herd-one'), {count: 1000, paths: paths.slice(0, 1)})
}

/** Runs a second. */
async function ours(home, {count, paths}) {
  const database = makeReviews(home, {count, paths})
  const daemon = await daemonIn(home, ['--log-level', 'warn'])
  const dueMs = Math.ceil((Date.now() + 3000) / 60_000) * 60_000
  database
    .prepare('UPDATE scheduled_reviews SET is_active = 1, cursor = ?, next_run_at = ?')
    .run(dueMs - 1, dueMs)
  await pause(dueMs - Date.now())
  // A minute later they are due again, which is another story.
  const ended = database.prepare(
    "SELECT count(*) AS runs FROM review_runs WHERE scheduled_for = ? AND status = 'completed'",
  )
  while (ended.get(dueMs).runs < count) await pause(50)
  const last = Date.now()
  const {runs} = ended.get(dueMs)
  const peakMb = peakOf(daemon.pid)
  await end(daemon)
  database.close()
  const seconds = (last - dueMs) / 1000
  const connections = paths.length === 1 ? 'one connection' : `${paths.length} connections`
  print(`${count} due at once, ${connections}`, `${seconds.toFixed(1)} s`, {
    value: count / seconds,
    unit: 'runs/s',
  })
  print('  runs stored', String(runs), {value: runs / count, unit: 'of those due (promised: 1)'})
  print('  peak RSS of the daemon', `${peakMb} MB`, {value: peakMb, unit: 'MB (promised for 5,000: 250)'})
  return count / seconds
}

/** Two at a time, the way BullMQ does it in one process and in its sandbox of threads; our review, and a lean one made by hand. */
async function peers(work, {count, folder, rate}) {
  const redis = await startRedis(work)
  if (!redis) return
  try {
    for (const review of ['whole', 'lean'])
      for (const how of ['plain', 'threads']) {
        const {seconds, ended} = await redis.bullmq({count, folder, review, how})
        const theirs = ended / seconds
        const promised = review === 'whole' && how === 'plain' ? ' (promised: 1.5)' : ''
        const words = `${review === 'whole' ? 'our review' : 'a lean review'}, ${how}`
        print(`  BullMQ, concurrency 2, ${words}`, `${theirs.toFixed(0)} runs/s`, {
          value: rate / theirs,
          unit: `x as many by revsched${promised}`,
        })
      }
  } finally {
    redis.stop()
  }
}
