import {expect, it} from 'vitest'
import {browseRun, dealsBrowsed} from '../../src/app/browsed-run.js'
import {dealOverRuns} from '../../src/app/deal-over-runs.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'
import {fakeClock} from '../support/fake-clock.js'

const many = Array.from({length: dealsBrowsed + 1}, (_, index) => ({id: `d${index}`}))
const documents = new Map([
  ['few', encodeAnalysis(anAnalysis({deals: many.slice(0, 2)}))],
  ['many', encodeAnalysis(anAnalysis({deals: many}))],
])
const store = {
  readAnalysis: async (runId: string) => documents.get(runId)!,
  runTrends: async () => [],
}
const clock = {...fakeClock('2025-04-01T12:00:00Z'), sleep: async () => undefined}
const runs = ['few', 'many'].map(id => aRun({id}))

it('finds a deal in each run, or says that it is not there', async () => {
  const found: (string | null)[] = []
  const wanted = {runs, dealId: many.at(-1)!.id}
  for await (const {run, deal} of dealOverRuns({store, clock}, wanted, new AbortController().signal))
    found.push(run.id, deal?.id ?? null)
  expect(found).toEqual(['few', null, 'many', 'd5000'])
})

it('ends early when nobody looks any more', async () => {
  const stop = new AbortController()
  const found: string[] = []
  for await (const {run} of dealOverRuns({store, clock}, {runs, dealId: 'd0'}, stop.signal)) {
    found.push(run.id)
    stop.abort()
  }
  expect(found).toEqual(['few'])
})

it('a run is looked through with its worst deals', async () => {
  const {deals, analysis} = await browseRun(store, runs[1]!)
  expect([deals.length, analysis.summary.dealsAnalyzed]).toEqual([5000, 5001])
})
