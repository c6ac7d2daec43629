import * as z from 'zod/mini'
import {type DaemonStatus, daemonStatus} from '../../app/daemon-status.js'
import {RevschedError} from '../../domain/errors.js'
import {defineCommand} from '../command.js'
import {documentFlags, documentInput} from '../inputs.js'
import {dataPrinter} from '../render/data.js'
import {statusText} from '../render/status-text.js'

export const statusCommand = defineCommand({
  name: 'status',
  summary: 'Is the daemon alive, what does it do, and is anything late',
  description:
    'Exits with 0 only when a daemon is alive and nothing is overdue; counts are those of the last 24 hours.',
  flags: documentFlags,
  examples: ['revsched status', 'revsched status --json | jq .queue'],
  input: z.strictObject({...documentInput}),
  async run(context, choice) {
    const print = await dataPrinter('status', choice, {hasRows: false})
    const {io, clock, host} = context
    const database = await context.database()
    const status = await daemonStatus(
      {store: database, clock, isOwnerAlive: host.isOwnerAlive},
      await context.actor(),
    )
    if (print) await print(io.out, {document: status})
    else await io.out.write(statusText(status, {now: clock.now(), timeZone: host.timeZone, output: io.out}))
    refuseUnhealthy(status)
  },
})

function refuseUnhealthy({problems}: DaemonStatus): void {
  const [first] = problems
  if (first) throw new RevschedError('unhealthy', first.message, {hint: first.fix})
}
