import * as z from 'zod/mini'
import {livingDaemon} from '../../app/daemon-status.js'
import {sendDelivery} from '../../app/send-delivery.js'
import type {Config} from '../../config/load-config.js'
import {runDaemon} from '../../daemon/daemon.js'
import {type BackupPlan, DailyBackup} from '../../daemon/daily-backup.js'
import type {DigestThread} from '../../daemon/digest-thread.js'
import {PingQueue} from '../../daemon/ping-queue.js'
import type {ReviewThreads} from '../../daemon/review-threads.js'
import {RevschedError} from '../../domain/errors.js'
import {type LogLevel, logLevels} from '../../domain/ports/logger.js'
import {defineCommand} from '../command.js'
import type {CommandContext, Host} from '../context.js'
import {duration, flag, oneOf, wholeNumber} from '../inputs.js'
import {loadRuleset} from '../load-ruleset.js'
import {sendPorts} from '../sending.js'
import {hasEnded} from '../threads-end.js'

/** A reload may raise the concurrency up to this. */
const mostConcurrency = 64

/** As many again go on beside reviews that wait. The pool starts no thread before it is used. */
const mostThreads = 2 * mostConcurrency

/** File threads for the log, name resolution and the like, beside those of reviews. */
const otherFileThreads = 4

/** Below the 90 s that systemd gives a service to stop. */
const defaultGraceMs = 60_000

const input = z.strictObject({
  concurrency: z.optional(wholeNumber('--concurrency', 2, mostConcurrency)),
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
    // Of a disk that does not answer, each abandoned thread and each running review holds one, and one more where its file was opened
    // ahead: the others must not wait for it. Their number stands for the life of the process, so it is that of the largest concurrency;
    // one that is never used takes 8 kB.
    context.host.reserveFileThreads(2 * (mostConcurrency + mostThreads) + otherFileThreads)
    const lock = await lockDaemon(context)
    const reviews = await context.reviewThreads(mostThreads)
    const messages = await context.digestThread()
    let arePingsEnded = true
    try {
      arePingsEnded = await keepSchedules(context, {...given, reviews, messages})
    } finally {
      const areEnded = await Promise.all([hasEnded(reviews, context), hasEnded(messages, context)])
      const isEnded = areEnded.every(one => one) && arePingsEnded
      lock.release()
      // A thread in native code, or in the look-up of a name, would keep this process from exiting for as long as it likes.
      if (!isEnded) context.host.killSelf()
    }
  },
})

/** A refusal names the daemon that is there, so that a person knows what to stop; one that only just starts has told nothing yet. */
async function lockDaemon(context: CommandContext): Promise<{release(): void}> {
  const store = await context.database()
  try {
    return await context.lockDaemon(store.path)
  } catch (error) {
    if (!(error instanceof RevschedError && error.code === 'busy')) throw error
    const first = await livingDaemon({store, isOwnerAlive: context.host.isOwnerAlive})
    if (!first) throw error
    const {message, hint} = error
    const named = `${message}: pid ${first.pid} on "${first.host}", since ${first.startedAt.toISOString()}`
    throw new RevschedError('busy', named, {...(hint === undefined ? {} : {hint}), cause: error})
  }
}

/** False where a ping is left that nothing can end. */
async function keepSchedules(
  context: CommandContext,
  {reviews, messages, grace, json, ...flags}: DaemonInput & {reviews: ReviewThreads; messages: DigestThread},
): Promise<boolean> {
  const {clock, ids, host, version, signal} = context
  const database = await context.database()
  const settings = settingsOf(context.config, host, flags)
  const log = await context.logger(settings.logLevel, json ? 'json' : 'auto')
  const box = await context.secretBox()
  const pings = new PingQueue({clock, log, box, send: await context.pingSender(), random: host.random})
  const makeBackup = await context.backupMaker()
  const backups = new DailyBackup(
    {clock, log, makeBackup: (plan, stop) => makeBackup({...plan, database: database.path}, stop)},
    (await database.lastDaemon())?.state,
  )
  backups.plan(settings.backups)
  const sending = {...sendPorts(context, database), render: messages.render}
  await runDaemon(
    {
      store: database,
      backups,
      send: (claimed, stop, onMade) => sendDelivery({...sending, onMade}, claimed, stop),
      runs: database,
      reviews,
      rulesOf: name => loadRuleset(name, host),
      accessTo: (connection, stop) => context.accessTo(database, connection, stop),
      clock,
      ids,
      random: host.random,
      log,
      pings,
      notifier: await context.notifier(log),
      isOwnerAlive: host.isOwnerAlive,
      onReload: host.onHangup,
      async reload() {
        const {concurrency, logLevel, backups: plan} = settingsOf(await context.reloadConfig(), host, flags)
        log.setLevel(logLevel)
        backups.plan(plan)
        return {concurrency}
      },
    },
    {
      row: {
        id: ids.next(),
        ...host.identity(),
        leaseOwner: host.owner().lease,
        version,
        tzVersion: host.zoneDataVersion,
      },
      concurrency: settings.concurrency,
      graceMs: grace ?? defaultGraceMs,
    },
    signal,
  )
  return pings.size === 0
}

function settingsOf(
  config: Config,
  {cores}: Pick<Host, 'cores'>,
  flags: Pick<DaemonInput, 'concurrency' | 'logLevel'>,
): {concurrency: number; logLevel: LogLevel; backups: BackupPlan | null} {
  const configured = config.concurrency.value
  const folder = config.backupFolder.value
  return {
    concurrency: flags.concurrency ?? (configured === null ? Math.max(4, cores) : Number(configured)),
    logLevel: flags.logLevel ?? config.logLevel.value,
    backups: folder === null ? null : {folder, keep: Number(config.backupsKept.value)},
  }
}
