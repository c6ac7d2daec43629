import {followRuns} from '../app/follow-runs.js'
import {RevschedError} from '../domain/errors.js'
import type {RunFilter} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import {runJson} from '../report/run-json.js'
import type {CommandContext} from './context.js'
import {printNdjson} from './render/json.js'
import {followedCells, followedColumns, followedExample} from './render/run-columns.js'
import {growingTable} from './render/table.js'

/** Prints what comes and ends until Ctrl-C, which is how this is meant to end. */
export async function followHistory(
  context: CommandContext,
  filter: RunFilter,
  {zone, format}: {zone: string; format: 'json' | 'table'},
): Promise<void> {
  const {clock, signal} = context
  const store = await context.database()
  const print = format === 'json' ? asJson(context) : asTable(context, zone)
  try {
    for await (const runs of followRuns({store, clock}, filter, signal)) await print(runs)
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code !== 'interrupted') throw error
  }
}

type Print = (runs: readonly Run[]) => Promise<void>

function asJson({io}: CommandContext): Print {
  return runs => printNdjson(io.out, runs.map(runJson))
}

function asTable({io, clock}: CommandContext, zone: string): Print {
  const linesOf = growingTable(followedColumns, followedExample, io.out)
  const {paint} = io.out
  return runs => io.out.write(linesOf(runs.map(run => followedCells(run, {zone, now: clock.now(), paint}))))
}
