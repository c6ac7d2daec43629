// Run by bench/run.mjs in a process of its own: reviews one CSV with every rule and prints milliseconds and memory as JSON.
import {createReadStream, readFileSync} from 'node:fs'
import Papa from 'papaparse'
import {fileConnector} from '../src/connectors/file/connector.js'
import {PipelineReview} from '../src/domain/review/pipeline-review.js'
import {resolveRuleset} from '../src/domain/rules/ruleset.js'
import {occurrencesOf} from '../src/domain/schedule/occurrences.js'

const [, , what = '', path = ''] = process.argv

async function review(): Promise<void> {
  const source = fileConnector.open({path}, {timeZone: 'America/New_York'})
  const ruleset = resolveRuleset('strict', {extends: ['revsched:strict']})
  const asOf = new Date('2026-11-16T12:00:00Z')
  const judge = new PipelineReview({ruleset, asOf, timeZone: 'America/New_York', stageOrder: null})
  const report = await source.read(judge, {customFields: [], signal: new AbortController().signal})
  judge.finish({label: 'bench', report}, null)
}

const patterns = [
  '0 6 * * 1',
  '30 18 * * 1-5',
  '*/15 * * * *',
  '0 17 LW 3,6,9,12 *',
  '0 9 * * MON#1',
  '30 2 * * *',
]
const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Sydney', 'America/Nuuk']

function occurrences(): void {
  for (const pattern of patterns)
    for (const zone of zones) occurrencesOf(pattern, zone).list(new Date('2026-11-16T00:00:00Z'), 200)
}

const tasks: Record<string, () => void | Promise<void>> = {
  review,
  papaparse: () => void Papa.parse(readFileSync(path, 'utf8')),
  // The way that is fastest in it and keeps nothing.
  'papaparse-stream': () =>
    new Promise((resolve, reject) =>
      Papa.parse(createReadStream(path), {chunk: () => undefined, complete: () => resolve(), error: reject}),
    ),
  bytes: () => void readFileSync(path),
  occurrences,
}

/** A long-running daemon has warm code, a command that runs once has not: the first time is told beside the later ones. */
const repetitions = process.argv.includes('--once') ? 1 : 12
const times: number[] = []
for (let repetition = 0; repetition < repetitions; repetition++) {
  const started = performance.now()
  await tasks[what]!()
  times.push(performance.now() - started)
}
const warm = times.slice(Math.floor(repetitions / 2)).sort((a, b) => a - b)
process.stdout.write(
  JSON.stringify({
    firstMs: times[0],
    ms: warm[Math.floor(warm.length / 2)],
    maxRssMb: process.resourceUsage().maxRSS / 1024,
  }),
)
