// Everything due at one instant, from that instant to the last stored result, beside BullMQ on the same work.
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {startRedis} from '../peers/redis.mjs'
import {daemonIn, end, makeFiles, makeReviews, peakOf, print, quantile} from './home.mjs'

const files = 10

/**
 * A machine that is shared is a third faster in one minute than in another: ours and theirs take turns, and each of theirs is compared with
 * ours before and after it.
 */
const rounds = 3

export async function herd(work) {
  const folder = join(work, 'files')
  await makeFiles(folder, files)
  const paths = Array.from({length: files}, (_, number) => join(folder, `deals-${number}.csv`))
  const redis = await startRedis(work)
  const rates = {ours: [], ratio: []}
  try {
    const ours = async round =>
      rates.ours.push(await herdOf(join(work, `herd-1000-${round}`), {count: 1000, paths}))
    await ours(0)
    for (let round = 1; round <= rounds; round++) {
      const plain = redis && (await theirs(redis, {folder, review: 'whole', how: 'plain'}))
      await ours(round)
      if (redis) rates.ratio.push((rates.ours[round - 1] + rates.ours[round]) / 2 / plain)
    }
    if (redis) await peers(redis, {folder, rates})
  } finally {
    redis?.stop()
  }
  const fiveThousand = await herdOf(join(work, 'herd-5000'), {count: 5000, paths})
  const ratio = {value: fiveThousand / median(rates.ours), unit: 'x the rate of 1,000 (promised: 0.9)'}
  print('  5,000 beside 1,000', '', ratio)
  await herdOf(join(work, 'herd-one'), {count: 1000, paths: paths.slice(0, 1)})
}

/** Runs a second. */
async function herdOf(home, {count, paths}) {
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
  const seconds = (Date.now() - dueMs) / 1000
  const {runs} = ended.get(dueMs)
  const peakMb = peakOf(daemon.pid)
  await end(daemon)
  database.close()
  const connections = paths.length === 1 ? 'one connection' : `${paths.length} connections`
  print(`${count} due at once, ${connections}`, `${seconds.toFixed(1)} s`, {
    value: count / seconds,
    unit: 'runs/s',
  })
  print('  runs stored', String(runs), {value: runs / count, unit: 'of those due (promised: 1)'})
  print('  peak RSS of the daemon', `${peakMb} MB`, {value: peakMb, unit: 'MB (promised for 5,000: 250)'})
  return count / seconds
}

/** Runs a second of BullMQ, two at a time, in one process or in its sandbox of threads. */
async function theirs(redis, {folder, review, how}) {
  const {seconds, ended} = await redis.bullmq({count: 1000, folder, review, how})
  const what = review === 'whole' ? 'our review' : 'a lean review'
  print(`  BullMQ, concurrency 2, ${what}, ${how}`, `${seconds.toFixed(1)} s`, {
    value: ended / seconds,
    unit: 'runs/s',
  })
  return ended / seconds
}

/** Our own review, and a lean one made by hand. */
async function peers(redis, {folder, rates}) {
  const ours = median(rates.ours)
  print('1000 due at once, revsched beside BullMQ', '', {
    value: median(rates.ratio),
    unit: `x as many, median of ${rounds} (promised: 1.5)`,
  })
  for (const [review, how] of [
    ['whole', 'threads'],
    ['lean', 'plain'],
    ['lean', 'threads'],
  ]) {
    const rate = await theirs(redis, {folder, review, how})
    print('    beside it', '', {value: ours / rate, unit: 'x as many by revsched'})
  }
}

function median(values) {
  return quantile(values, 0.5)
}
