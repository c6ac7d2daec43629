import * as z from 'zod/mini'
import {deliveriesByRun} from '../../app/deliveries-by-run.js'
import type {Run, RunStatus} from '../../domain/run/run.js'
import {shellWord} from '../../domain/shell-word.js'
import {deliveriesCell} from '../../report/delivery-text.js'
import {terminalText} from '../../report/escape.js'
import {historyJson} from '../../report/run-json.js'
import {defineCommand} from '../command.js'
import {followHistory} from '../follow-history.js'
import {flag, instant, oneOf, rowFlags, rowInput, text, wholeNumber} from '../inputs.js'
import {dataPrinter, rowsOf} from '../render/data.js'
import {deliveredColumn, runCells, runColumns} from '../render/run-columns.js'
import {table} from '../render/table.js'
import {startIn} from '../start-in.js'

const statuses = [
  'queued',
  'running',
  'completed',
  'failed',
  'missed',
  'skipped',
  'cancelled',
] as const satisfies readonly RunStatus[]

export const historyCommand = defineCommand({
  name: 'history',
  summary: 'Show past runs, newest first',
  arguments: [{syntax: '[ref]', describe: 'Only of this scheduled review'}],
  flags: [
    {
      syntax: '--status <status>',
      describe: 'Only runs in this state; may be given more than once',
      choices: statuses,
      isRepeatable: true,
    },
    {syntax: '--since <time>', describe: 'Only runs since this date or instant'},
    {
      syntax: '--limit <n>',
      describe: 'At most this many (default 20 in the table or with --follow, all in JSON; 0 for all)',
    },
    {
      syntax: '--follow',
      describe:
        'Oldest first; then print each run as it comes or ends, and what became of its digest, until Ctrl-C (JSON: one object a line)',
    },
    ...rowFlags,
  ],
  examples: [
    'revsched history',
    'revsched history weekly --status failed',
    'revsched history --since 2026-11-01 --json',
    'revsched history weekly --fields createdAt,status,healthScore',
    'revsched history --follow',
  ],
  input: z.strictObject({
    ref: z.optional(text()),
    status: z._default(z.array(oneOf(statuses)), []),
    since: z.optional(instant('--since')),
    limit: z.optional(wholeNumber('--limit', 0, 1_000_000)),
    follow: flag(),
    ...rowInput,
  }),
  async run(context, {ref, status, since, limit, follow, json, ndjson, fields}) {
    // What is followed has no end, and no document.
    const choice = follow ? {json: false, ndjson: json || ndjson, fields} : {json, ndjson, fields}
    const print = await dataPrinter('history', choice, {hasRows: true})
    const {io, clock, config, host} = context
    const zone = config.timezone.value ?? host.timeZone
    const database = await context.database()
    const userId = (await context.actor()).id
    const filter = {
      userId,
      ...(ref === undefined ? {} : {scheduledReviewId: (await database.findReview(userId, ref)).id}),
      ...(status.length === 0 ? {} : {statuses: status}),
      ...(since === undefined ? {} : {since: startIn(since, zone)}),
    }
    const most = limit ?? (print && !follow ? 0 : 20)
    const limited = {...filter, ...(most === 0 ? {} : {limit: most})}
    if (follow) return followHistory(context, limited, {zone, print})
    const runs = await database.listRuns(limited)
    const deliveries = deliveriesByRun(await database.listDeliveries(runs.map(({id}) => id)))
    const shown = (run: Run) => historyJson(run, deliveries.get(run.id) ?? [])
    if (print) return print(io.out, rowsOf(runs.map(shown)))
    const isFiltered = status.length > 0 || since !== undefined
    if (runs.length === 0) return io.err.write(noRuns({ref, isFiltered}))
    const cells = runs.map(run => [
      ...runCells(run, {zone, now: clock.now(), paint: io.out.paint}),
      ...(deliveries.size > 0 ? [deliveriesCell(deliveries.get(run.id) ?? [])] : []),
    ])
    const columns = deliveries.size > 0 ? [...runColumns, deliveredColumn] : runColumns
    await io.out.write(await table(columns, cells, io.out))
    const total = await database.countRuns(filter)
    if (total > runs.length) await io.err.write(`${runs.length} of ${total} runs; --limit 0 shows all\n`)
    const failed = runs.find(run => run.status === 'failed')
    if (failed)
      await io.err.write(io.err.paint.dim(`why a run failed: revsched report ${failed.id.slice(0, 8)}\n`))
  },
})

function noRuns({ref, isFiltered}: {ref: string | undefined; isFiltered: boolean}): string {
  const which = ref === undefined ? '' : ` of ${terminalText(quoted(ref))}`
  const name = ref === undefined ? '' : ` ${terminalText(shellWord(ref))}`
  return isFiltered
    ? `no such runs${which}; all of them: revsched history${name}\n`
    : `no runs${which} yet; start one: revsched run-now${name || ' <name>'}\n`
}

const quoted = (text: string) => `"${text}"`
