import {isDaemonAlive} from '../app/daemon-status.js'
import {deliverRun} from '../app/deliver-run.js'
import type {Delivery} from '../domain/delivery/delivery.js'
import {RevschedError} from '../domain/errors.js'
import type {Run} from '../domain/run/run.js'
import {shellWord} from '../domain/shell-word.js'
import {deliveryText} from '../report/delivery-text.js'
import {terminalText} from '../report/escape.js'
import type {CommandContext} from './context.js'
import {deliveryPaint} from './render/delivery-lines.js'
import {RunProgress} from './run-progress.js'
import {sendPorts} from './sending.js'

/** Sends what a run has to deliver. Stopped in between, it throws what became of the messages, with the code of the reason. */
export async function deliverNow(
  context: CommandContext,
  run: Run,
  progress = new RunProgress(context),
): Promise<Delivery[]> {
  const {host, signal} = context
  const database = await context.database()
  const onStatus = progress.updateDelivery
  const ports = {...sendPorts(context, database), store: database, owner: host.owner(), onStatus}
  try {
    progress.deliver(await database.listDeliveries([run.id]))
    return await progress.during(() => deliverRun(ports, run.id, signal))
  } catch (error) {
    if (!(error instanceof RevschedError) || error !== signal.reason) throw error
    const deliveries = await database.listDeliveries([run.id])
    await tellDeliveries(context, deliveries)
    throw whenStopped(error, deliveries)
  }
}

function whenStopped(reason: RevschedError, deliveries: readonly Delivery[]): RevschedError {
  const stopped = (words: string, hint: string) =>
    new RevschedError(reason.code, `${reason.message}; the review is stored, ${words}`, {hint, cause: reason})
  const [unknown, ...others] = deliveries.filter(({status}) => status === 'unknown')
  if (unknown) {
    const more = others.length > 0 ? ` and ${others.length} more` : ''
    return stopped(
      `and the delivery to "${unknown.channel}"${more} is unknown: the message had left, and may have arrived`,
      `revsched history tells it; ${hintFor(unknown)}`,
    )
  }
  const waiting = deliveries.find(({status}) => status === 'pending')
  if (!waiting) return reason
  return stopped(
    `and nothing has left to "${waiting.channel}"`,
    `a daemon sends it; or by hand: ${deliverOne(waiting)}`,
  )
}

/** A line each on stderr, as the report has stdout. */
export async function tellDeliveries(
  {io, clock}: CommandContext,
  deliveries: readonly Delivery[],
): Promise<void> {
  for (const delivery of deliveries) {
    const paint = deliveryPaint(delivery, io.err.paint)
    await io.err.write(paint(`${terminalText(deliveryText(delivery, clock.now()))}\n`))
  }
}

/** Throws `delivery-failed` for the first that did not go out, or perhaps did not: the review itself is stored. */
export async function refuseUndelivered(
  context: CommandContext,
  run: Run,
  deliveries: readonly Delivery[],
): Promise<void> {
  const bad = deliveries.find(({status}) => !['sent', 'skipped', 'pending', 'sending'].includes(status))
  const waiting = deliveries.find(({status}) => status === 'pending' || status === 'sending')
  if (bad)
    throw new RevschedError(
      'delivery-failed',
      `the review is stored; ${terminalText(deliveryText(bad, context.clock.now()))}`,
      {hint: hintFor(bad)},
    )
  if (!waiting) return
  const {host} = context
  const isKept = await isDaemonAlive({store: await context.database(), isOwnerAlive: host.isOwnerAlive})
  throw new RevschedError(
    'delivery-failed',
    `the review is stored; ${terminalText(deliveryText(waiting, context.clock.now()))}`,
    {
      canPass: true,
      hint: isKept
        ? `the daemon tries it again; revsched report ${shellWord(run.id.slice(0, 8))} tells how it went`
        : `no daemon is running, which would try it again: revsched daemon, or ${deliverOne(waiting)}`,
    },
  )
}

function hintFor(delivery: Delivery): string {
  const {status, channel} = delivery
  if (status === 'unknown') return `look whether it is there; if not: ${deliverOne(delivery)} --again`
  if (status === 'partial') return `to those who have not got it: ${deliverOne(delivery)}`
  if (status === 'failed')
    return `mend it, then: ${deliverOne(delivery)}; whether it is mended: revsched channel test ${shellWord(channel)}`
  return `once more: ${deliverOne(delivery)}`
}

/** Of an owner's digest, its channel would send all deals, and to others. */
function deliverOne({runId, channel, owner}: Delivery): string {
  const whom = owner === null ? `--channel ${shellWord(channel)}` : `--owner ${shellWord(owner)}`
  return `revsched deliver ${shellWord(runId.slice(0, 8))} ${whom}`
}
