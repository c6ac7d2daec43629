// Speed as ratios within one run, interleaved, medians: `npm run bench`. Nothing here fails on a slow machine; it prints what
// was measured beside what is promised.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'
import {generateDeals} from './generate-deals.mjs'
import {installPeers} from './peers/install.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const program = join(root, 'bin/revsched.js')
const work = mkdtempSync(join(tmpdir(), 'revsched-bench-'))
const env = {...process.env, REVSCHED_HOME: join(work, 'home')}
const repetitions = 15

try {
  await startUp()
  await reviews()
  await rules()
  await crmFetches()
} finally {
  rmSync(work, {recursive: true, force: true})
}

/** How long commands take against an empty Node, with 100 schedules stored. */
async function startUp() {
  revsched('connection', 'add', 'file', 'sample', '--path', join(root, 'examples/data/pipeline.csv'))
  for (let number = 0; number < 100; number++) {
    revsched(
      'add',
      `review ${number}`,
      '--connection',
      'sample',
      '--schedule',
      `${number % 60} 6 * * 1`,
      '--timezone',
      'Europe/Berlin',
    )
  }
  const commands = {
    'node -e 0': ['-e', '0'],
    '--version': [program, '--version'],
    'list --json': [program, 'list', '--json'],
    list: [program, 'list'],
  }
  const times = Object.fromEntries(Object.keys(commands).map(name => [name, []]))
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [name, args] of Object.entries(commands)) times[name].push(wallMs(args))
  }
  const floor = median(times['node -e 0'])
  const promised = {'--version': 1.2, 'list --json': 1.5}
  for (const [name, values] of Object.entries(times))
    print(name, `${median(values).toFixed(1)} ms`, {
      ratio: median(values) / floor,
      promised: promised[name],
      unit: 'x node -e 0',
    })
}

/** Deals per second against parsing and against reading, memory of a million deals, occurrences per second. */
async function reviews() {
  const task = join(work, 'review.mjs')
  await bundleTask('review.ts', task)
  const small = join(work, 'deals-100k.csv')
  await generateDeals(100_000, small)
  const names = ['review', 'papaparse-stream', 'papaparse', 'bytes']
  const runs = Object.fromEntries(names.map(name => [name, []]))
  for (let repetition = 0; repetition < 5; repetition++)
    for (const name of names) runs[name].push(measured(task, name, small))
  const rate = (name, which) => 100_000 / (median(runs[name].map(run => run[which])) / 1000)
  const words = {ms: 'warm', firstMs: 'first'}
  for (const which of ['ms', 'firstMs'])
    for (const name of names) {
      const perSecond = rate(name, which)
      const other = perSecond / rate('papaparse', which)
      print(
        `${name}, 100,000 deals, ${words[which]}`,
        `${Math.round(perSecond).toLocaleString('en')} deals/s`,
        {
          ratio: perSecond / rate('papaparse-stream', which),
          promised: name === 'review' && which === 'ms' ? 0.5 : undefined,
          unit: `x papaparse as a stream, ${other.toFixed(2)} x of a text`,
        },
      )
    }
  await millions()
  const {ms} = measured(task, 'occurrences', '')
  print('occurrences', `6,000 in ${ms.toFixed(0)} ms`, {
    ratio: 6000 / (ms / 1000),
    promised: 10_000,
    unit: 'a second',
  })
}

/** Judging alone, of deals that are in memory already, and rules in CEL against the same in JavaScript. */
async function rules() {
  const task = join(work, 'rules.mjs')
  await bundleTask('rules.ts', task)
  const runs = Array.from({length: 3}, () => measured(task))
  const of = which => median(runs.map(run => run[which]))
  print(
    'recommended rules, 100,000 deals in memory',
    `${Math.round(of('dealsPerSecond')).toLocaleString('en')} deals/s`,
    {
      ratio: of('dealsPerSecond'),
      promised: 500_000,
      unit: 'a second',
    },
  )
  print('ten rules in CEL', `${of('celMs').toFixed(0)} ms`, {
    ratio: of('celRatio'),
    promised: 15,
    unit: `x the same in JavaScript, ${of('javaScriptMs').toFixed(0)} ms`,
  })
  await rulesOfPeer()
}

/** Twelve rules that json-rules-engine can express too. */
async function rulesOfPeer() {
  installPeers('json-rules-engine')
  const task = join(work, 'rules-peer.mjs')
  await bundleTask('rules-peer.ts', task)
  const {ours, theirs} = measured(
    task,
    join(root, 'bench/peers/node_modules/json-rules-engine/dist/index.js'),
  )
  print('twelve rules, a whole review of it', `${Math.round(ours).toLocaleString('en')} deals/s`, {
    ratio: ours / theirs,
    promised: 20,
    unit: `x json-rules-engine, ${Math.round(theirs).toLocaleString('en')} deals/s`,
  })
}

/** How long 5,000 deals take from servers that answer after 100 ms, against what pages and rate limits allow at best. */
async function crmFetches() {
  const task = join(work, 'crm-fetch.mjs')
  await bundleTask('crm-fetch.ts', task)
  const runs = Array.from({length: 3}, () => measured(task))
  for (const [crm, {floorMs, calls}] of Object.entries(runs[0])) {
    const ms = median(runs.map(run => run[crm].ms))
    print(`5,000 deals of ${crm}, ${calls} calls`, `${Math.round(ms)} ms`, {
      ratio: ms / floorMs,
      promised: 1.3,
      unit: `x the least, ${Math.round(floorMs)} ms`,
    })
  }
  deltaFetches(task)
}

/** What one in a hundred of 50,000 deals has changed, against a fetch of all: time, bytes of answers, memory, what the database keeps. */
function deltaFetches(task) {
  for (const [crm, {full, first, delta}] of Object.entries(measured(task, 'delta')))
    for (const [name, {ms, megabytes, rssMb, keptMb}] of Object.entries({'all, kept': first, delta})) {
      const read = `${megabytes.toFixed(1)} of ${full.megabytes.toFixed(1)} MB read`
      const memory = `${Math.round(rssMb)} MB of memory (all: ${Math.round(full.rssMb)}), ${keptMb.toFixed(1)} MB kept`
      print(`${name}, 50,000 deals of ${crm}`, `${Math.round(ms)} ms`, {
        ratio: ms / full.ms,
        unit: `x all, ${read}, ${memory}`,
      })
    }
}

function bundleTask(script, outfile) {
  const banner = {
    js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);",
  }
  const entryPoints = [join(root, 'bench', script)]
  return build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner,
    logLevel: 'warning',
  })
}

/** The whole command on a million deals, stored and reported: the first review, and the next one, which is compared with it. */
async function millions() {
  const large = join(work, 'deals-1m.csv')
  await generateDeals(1_000_000, large)
  revsched('connection', 'add', 'file', 'large', '--path', large)
  revsched('add', 'large', '--connection', 'large', '--schedule', '0 6 * * 1', '--timezone', 'UTC')
  for (const which of ['first', 'next'])
    measureLarge(`run-now, 1,000,000 deals, ${which} review`, ['run-now', 'large'])
  const [last, before] = JSON.parse(revsched('history', 'large', '--json'))
  measureLarge('diff of the two', ['diff', before.id, last.id])
}

function measureLarge(name, args) {
  const started = performance.now()
  const measuring = ['-r', join(root, 'bench/print-memory.cjs'), program, ...args]
  const {stderr} = spawnSync(process.execPath, measuring, {env, encoding: 'utf8'})
  const seconds = (performance.now() - started) / 1000
  const megabytes = Number(/maxRssMb=(\d+)/.exec(stderr)?.[1])
  print(name, `${seconds.toFixed(1)} s`, {ratio: megabytes, promised: 300, unit: 'MB at most'})
}

function revsched(...args) {
  const result = spawnSync(process.execPath, [program, ...args], {env, encoding: 'utf8'})
  if (result.status !== 0) throw new Error(result.stderr)
  return result.stdout
}

function wallMs(args) {
  const started = process.hrtime.bigint()
  spawnSync(process.execPath, args, {env, stdio: ['ignore', 'pipe', 'pipe']})
  return Number(process.hrtime.bigint() - started) / 1e6
}

function measured(task, ...args) {
  const result = spawnSync(process.execPath, [task, ...args], {encoding: 'utf8'})
  if (result.status !== 0) throw new Error(result.stderr)
  return JSON.parse(result.stdout)
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function print(name, measure, {ratio, promised, unit}) {
  const beside = promised === undefined ? '' : `  (promised: ${promised})`
  process.stdout.write(
    `${name.padEnd(40)} ${measure.padStart(18)}  ${ratio.toFixed(2).padStart(9)} ${unit}${beside}\n`,
  )
}
