// Run by empty.mjs in a process of its own: so many queued runs whose review is nothing go through the ledger, each claimed,
// completed and stored with a document and rule results, as the daemon does it. Prints the
// milliseconds, by the clock and of CPU, as JSON.

import {randomUUID} from 'node:crypto'
import {accessWhenUsed} from '../../src/app/access-when-used.js'
import {AbandonedThreads} from '../../src/daemon/abandoned-threads.js'
import {runPings} from '../../src/daemon/run-pings.js'
import {RunPool} from '../../src/daemon/run-pool.js'
import type {Logger} from '../../src/domain/ports/logger.js'
import type {ReviewResult} from '../../src/domain/ports/review-executor.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {PipelineReview} from '../../src/domain/review/pipeline-review.js'
import {resolveRuleset} from '../../src/domain/rules/ruleset.js'
import {systemClock} from '../../src/platform/clock.js'
import {openDatabase} from '../../src/store/open.js'

const [, , path = ''] = process.argv
const ids = {next: () => randomUUID()}
const database = await openDatabase(path, {clock: systemClock, ids, programVersion: '0'})
const rules = {name: 'recommended', file: {extends: ['revsched:recommended']}}
const result = emptyReview()
let wake: () => void = () => undefined
const nothing = () => undefined
const log: Logger = {debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => log}
const never = async () => {
  throw new Error('an empty run calls no CRM')
}
const pool = new RunPool(
  {
    queue: database,
    runs: database,
    reviews: {execute: async () => result},
    rulesOf: async () => rules,
    accessTo: () => accessWhenUsed(never),
    clock: systemClock,
    ids,
    random: Math.random,
    log,
    pings: runPings({add: nothing}),
  },
  // As a daemon with `--concurrency 16`: what ends together is stored together.
  {concurrency: 16, leaseOwner: 'bench', daemonId: 'bench'},
  {
    wake: () => wake(),
    started: nothing,
    isChanged: () => false,
    delivering: nothing,
    abandoned: new AbandonedThreads({now: systemClock.now, log, events: {add: nothing}, wake: nothing}),
  },
)
const startedMs = performance.now()
const startedCpu = process.cpuUsage()
for (let isDone = false; !isDone; ) {
  const ended = new Promise<void>(resolve => {
    wake = resolve
  })
  const next = await pool.advance({claims: 'wanted'})
  isDone = next === null && pool.size === 0
  if (pool.size > 0) await ended
}
const {user, system} = process.cpuUsage(startedCpu)
process.stdout.write(JSON.stringify({ms: performance.now() - startedMs, cpuMs: (user + system) / 1000}))
database.close()

function emptyReview(): ReviewResult {
  const ruleset = resolveRuleset(rules.name, rules.file)
  const review = new PipelineReview({ruleset, asOf: new Date(), timeZone: 'UTC', stageOrder: null})
  review.begin({fields: new Set(), dealsExpected: 0})
  const report = {rowsRead: 0, bytesRead: 0, refusedCount: 0, refusals: [], warnings: []}
  const analysis = review.finish({label: 'nothing', report}, null)
  return {summary: analysis.summary, document: encodeAnalysis(analysis), input: null}
}
