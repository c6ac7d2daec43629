import type {FollowedRun} from '../app/delivery-watch.js'
import {followRuns} from '../app/follow-runs.js'
import {RevschedError} from '../domain/errors.js'
import type {RunFilter} from '../domain/ports/store.js'
import {deliveryText} from '../report/delivery-text.js'
import {terminalText} from '../report/escape.js'
import {historyJson} from '../report/run-json.js'
import type {CommandContext} from './context.js'
import {type DataPrinter, rowsOf} from './render/data.js'
import {deliveryPaint} from './render/delivery-lines.js'
import {followedCells, followedColumns, followedExample} from './render/run-columns.js'
import {growingTable} from './render/table.js'

/** Prints what comes and ends, and what became of its deliveries, until Ctrl-C, which is how this is meant to end. */
export async function followHistory(
  context: CommandContext,
  filter: RunFilter,
  {zone, print: asData}: {zone: string; print: DataPrinter},
): Promise<void> {
  const {clock, signal} = context
  const store = await context.database()
  const print: Print = asData
    ? runs => asData(context.io.out, rowsOf(runs.map(({run, deliveries}) => historyJson(run, deliveries))))
    : asTable(context, zone)
  try {
    for await (const runs of followRuns({store, clock}, filter, signal)) await print(runs)
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code !== 'interrupted') throw error
  }
}

type Print = (runs: readonly FollowedRun[]) => Promise<void>

/** What became of a delivery is a line of its own below the runs. */
function asTable({io, clock}: CommandContext, zone: string): Print {
  const linesOf = growingTable(followedColumns, followedExample, io.out)
  const {paint} = io.out
  return async runs => {
    const now = clock.now()
    const came = runs.filter(({isNews}) => isNews)
    await io.out.write(linesOf(came.map(({run}) => followedCells(run, {zone, now, paint}))))
    const lines = runs.flatMap(({run, ended}) =>
      ended.map(delivery => {
        const words = `${run.id.slice(0, 8)}  ${run.reviewName}  ${deliveryText(delivery, now)}`
        return `${deliveryPaint(delivery, paint)(terminalText(words))}\n`
      }),
    )
    await io.out.write(lines)
  }
}
