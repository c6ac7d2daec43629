import {isDaemonAlive} from '../app/daemon-status.js'
import {waitForRun} from '../app/wait-for-run.js'
import {type ErrorCode, RevschedError} from '../domain/errors.js'
import type {Run} from '../domain/run/run.js'
import {terminalText} from '../report/escape.js'
import {runJson} from '../report/run-json.js'
import type {CommandContext} from './context.js'
import {exitCodes} from './exit-codes.js'
import {printJson} from './render/json.js'
import {storedAnalysis} from './stored-analysis.js'

/** Says that a run waits for the daemon, and whether there is one. */
export async function tellQueued(
  context: CommandContext,
  {run, isNew, json}: {run: Run; isNew: boolean; json: boolean},
): Promise<void> {
  const {io} = context
  if (json) await printJson(io.out, {run: runJson(run)})
  else {
    const words = isNew ? 'queued' : `known already, ${run.status}:`
    await io.out.write(`${words} run ${run.id.slice(0, 8)} of ${terminalText(run.reviewName)}\n`)
  }
  await warnWithoutDaemon(context)
}

/** Follows a run to its end and reads what it found; a run without a result throws why. */
export async function followRun(
  context: CommandContext,
  run: Run,
): Promise<Awaited<ReturnType<typeof storedAnalysis>>> {
  const {io, clock, signal} = context
  const database = await context.database()
  await warnWithoutDaemon(context)
  const told: Promise<void>[] = []
  const ended = await waitForRun({store: database, clock}, run, {
    signal,
    onStatus: ({status, id}) =>
      void told.push(io.err.write(io.err.paint.dim(`run ${id.slice(0, 8)} is ${status}\n`))),
  })
  await Promise.all(told)
  if (ended.status !== 'completed') throw endedWithout(ended)
  return storedAnalysis(database, run.userId, ended.id)
}

export function endedWithout({id, status, errorCode, errorMessage}: Run): RevschedError {
  const why = errorMessage ? `: ${errorMessage}` : ''
  const code = status === 'cancelled' ? 'conflict' : isErrorCode(errorCode) ? errorCode : 'source-failed'
  return new RevschedError(code, `run ${id.slice(0, 8)} is ${status}${why}`, {
    hint: 'revsched history shows what became of it',
  })
}

/** A newer version may have stored another. */
function isErrorCode(code: string | null): code is ErrorCode {
  return code !== null && Object.hasOwn(exitCodes, code)
}

async function warnWithoutDaemon(context: CommandContext): Promise<void> {
  const {io, host} = context
  const store = await context.database()
  if (await isDaemonAlive({store, isOwnerAlive: host.isOwnerAlive})) return
  await io.err.write(
    io.err.paint.yellow('no daemon is running: the run waits until one is started (revsched daemon)\n'),
  )
}
