import * as z from 'zod/mini'
import {runDaemon} from '../../daemon/daemon.js'
import type {ReviewThreads} from '../../daemon/review-threads.js'
import {logLevels} from '../../domain/ports/logger.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {duration, flag, oneOf, wholeNumber} from '../inputs.js'
import {loadRuleset} from '../load-ruleset.js'

/** Below the 90 s that systemd gives a service to stop. */
const defaultGraceMs = 60_000

/** Threads that were asked to end and have not are left behind after so long. */
const threadsEndMs = 2000

const input = z.strictObject({
  concurrency: z.optional(wholeNumber('--concurrency', 2, 64)),
  grace: z.optional(duration('--grace', 0, 3_600_000)),
  logLevel: z.optional(oneOf(logLevels)),
  json: flag(),
})

type DaemonInput = z.infer<typeof input>

export const daemonCommand = defineCommand({
  name: 'daemon',
  summary: 'Keep the schedules: run every review when it is due',
  description:
    'Runs until it is told to stop, by Ctrl-C or SIGTERM: then running reviews may end, and the others go back into the ' +
    'queue. A second signal ends it at once. Logs go to stderr. One daemon keeps one database; a second one refuses to start.',
  flags: [
    {
      syntax: '--concurrency <n>',
      describe: 'Reviews that run at a time (default: as many as the machine has cores, at least 4)',
    },
    {syntax: '--grace <time>', describe: 'How long running reviews may go on after SIGTERM (default 60s)'},
    {syntax: '--log-level <level>', describe: 'What is logged (default info)', choices: logLevels},
    {syntax: '--json', describe: 'Log JSON lines, also on a terminal'},
  ],
  examples: ['revsched daemon', 'revsched daemon --concurrency 8 --log-level debug'],
  input,
  async run(context, given) {
    const database = await context.database()
    const lock = await context.lockDaemon(database.path)
    const concurrency = given.concurrency ?? Math.max(4, context.host.cores)
    const reviews = await context.reviewThreads(concurrency)
    try {
      await keepSchedules(context, {...given, reviews, concurrency})
    } finally {
      const isEnded = await hasEnded(reviews, context)
      lock.release()
      // A thread in native code would keep this process from exiting for as long as it likes.
      if (!isEnded) context.host.killSelf()
    }
  },
})

async function keepSchedules(
  context: CommandContext,
  {reviews, concurrency, grace, logLevel, json}: DaemonInput & {reviews: ReviewThreads; concurrency: number},
): Promise<void> {
  const {clock, ids, host, version, signal} = context
  const database = await context.database()
  const log = await context.logger(logLevel ?? 'info', json ? 'json' : 'auto')
  await runDaemon(
    {
      store: database,
      queue: database,
      runs: database,
      reviews,
      rulesOf: name => loadRuleset(name, host),
      clock,
      ids,
      random: host.random,
      log,
      notifier: await context.notifier(log),
      isOwnerAlive: host.isOwnerAlive,
    },
    {
      row: {
        id: ids.next(),
        ...host.identity(),
        leaseOwner: host.leaseOwner(),
        version,
        tzVersion: host.zoneDataVersion,
      },
      concurrency,
      graceMs: grace ?? defaultGraceMs,
    },
    signal,
  )
}

/** False for threads that do not end. */
function hasEnded(reviews: ReviewThreads, {clock}: CommandContext): Promise<boolean> {
  return Promise.race([reviews.close().then(() => true), clock.sleep(threadsEndMs).then(() => false)])
}
