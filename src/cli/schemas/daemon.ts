import * as z from 'zod/mini'
import {logLevels} from '../../domain/ports/logger.js'
import {
  about,
  anything,
  count,
  instant,
  maybeCount,
  maybeInstant,
  maybeNumber,
  maybeText,
  named,
  text,
  texts,
  yes,
} from './parts.js'

/** A line of the daemon's log, on stderr; what follows `message` depends on the event. */
export const logLine = z.looseObject({
  time: instant(),
  level: z.enum(logLevels),
  event: text(),
  message: text(),
})

/** A run in progress, as far as the daemon has told. */
export const runningRun = named(
  'RunningRun',
  z.object({
    runId: text(),
    reviewName: text(),
    jobId: maybeText(),
    startedAt: maybeInstant(),
    isAlive: yes(),
    step: maybeText(),
    rowsRead: maybeCount(),
    share: about('0 to 1 of what is to be read; null where that is not known', maybeNumber()),
  }),
)

export const status = z.object({
  isHealthy: yes(),
  problems: z.array(z.object({message: text(), fix: text()})),
  daemon: about(
    'The one that started last; null when none ever did',
    z.nullable(
      z.object({
        id: text(),
        host: text(),
        pid: count(),
        bootId: text(),
        version: text(),
        tzVersion: text(),
        startedAt: instant(),
        lastSeenAt: instant(),
        stoppedAt: maybeInstant(),
        state: anything(),
        isAlive: yes(),
      }),
    ),
  ),
  queue: z.object({
    queued: count(),
    running: count(),
    overdue: about('Reviews that have been due for a minute and are still undecided', count()),
    missed: about('Like the next three, in the last 24 hours', count()),
    skipped: count(),
    failed: count(),
    crashed: count(),
    nextDueAt: maybeInstant(),
  }),
  running: z.array(runningRun),
  events: z.array(z.object({kind: text(), at: instant(), detail: anything()})),
})

const manager = z.enum(['systemd-user', 'systemd-system', 'launchd'])
const nextSteps = about('Commands to type', texts())

export const installedService = z.object({manager, path: text(), isReplaced: yes(), next: nextSteps})
export const uninstalledService = z.object({manager, path: text(), next: nextSteps})
export const printedService = z.object({manager, path: text(), text: text()})
