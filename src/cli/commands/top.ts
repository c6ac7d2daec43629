import * as z from 'zod/mini'
import {overview} from '../../app/overview.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'
import {showReport} from '../render/open-report.js'
import {overviewJson, overviewText} from '../render/overview.js'
import {storedAnalysis} from '../stored-analysis.js'

export const topCommand = defineCommand({
  name: 'top',
  summary: 'Watch the daemon and the scheduled reviews live',
  description:
    'Watch the daemon and the scheduled reviews live, run, pause and cancel them, and look into what they found; ? shows the keys. ' +
    'Without a terminal that can be drawn on it prints once how everything is.',
  flags: [
    {syntax: '--once', describe: 'Print once how everything is, as without a terminal'},
    {...jsonFlag, describe: 'Print the same once as one JSON document'},
  ],
  examples: ['revsched top', 'revsched top --once', 'revsched top --json | jq .status.queue'],
  input: z.strictObject({once: flag(), json: flag()}),
  async run(context, {once, json}) {
    const {io, clock, host} = context
    const store = await context.database()
    const actor = await context.actor()
    const first = await overview({store, clock, isOwnerAlive: host.isOwnerAlive}, actor)
    if (json) return printJson(io.out, overviewJson(first))
    const timeZone = context.config.timezone.value ?? host.timeZone
    const terminal = once ? null : await host.terminal()
    if (!terminal) return io.out.write(await overviewText(first, {timeZone, output: io.out}))
    const {runTop} = await import('../../tui/run-top.js')
    const ports = {
      store,
      clock,
      ids: context.ids,
      actor,
      isOwnerAlive: host.isOwnerAlive,
      openReport: (runId: string) => open(context, runId),
      timeZone,
      paint: io.out.paint,
    }
    await runTop(terminal, {ports, first, signal: context.signal})
  },
})

/** Without a word: the screen is not ours to print on. */
async function open({io, host, ...context}: CommandContext, runId: string): Promise<boolean> {
  const database = await context.database()
  const reviewed = await storedAnalysis(database, (await context.actor()).id, runId)
  const silent = {...io, err: {...io.err, write: async () => undefined}}
  return showReport({host, io: silent}, reviewed, {output: undefined, allDeals: false})
}
