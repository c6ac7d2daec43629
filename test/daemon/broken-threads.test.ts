import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {daemonFolder, type LedgerRow, twoDeals, until} from '../support/daemon-folder.js'
import {addedAgo, hourlyFarFromNow} from '../support/due-now.js'

// The built daemon with reviews that break the thread they run in.

const place = daemonFolder()

/** By the name of its file: what a thread does in place of closing it, in the middle of its review. */
const breaking = {
  fills: 'for (const all = []; ; ) all.push(new Array(100_000).fill({}))',
  throws: "throw new TypeError('no such thing')",
  explodes: "setImmediate(() => { throw new Error('thrown by nobody') }); await new Promise(() => undefined)",
  spins: 'for (;;);',
  exits: 'process.exit(3)',
}

/** What becomes of each: the code and words of its error. */
const ends: Record<keyof typeof breaking, [string, string]> = {
  fills: ['source-failed', 'more memory than it may take'],
  throws: ['internal', 'no such thing'],
  explodes: ['crashed', 'thrown by nobody'],
  spins: ['timeout', 'longer than its timeout of 3 s'],
  exits: ['crashed', 'the thread of the review broke'],
}

const names = Object.keys(breaking) as (keyof typeof breaking)[]

const patch = `const {open} = fs.promises
  fs.promises.open = async (path, ...rest) => {
    const file = await open(path, ...rest)
    ${names.map(name => `if (String(path).endsWith('${name}.csv')) file.close = async () => { ${breaking[name]} }`).join('\n')}
    return file
  }`

const hourMs = 3_600_000

/** A review of a file for each name, due every hour. */
function setup(all: readonly string[]): string {
  const lines = (of: (name: string) => string) => all.map(of).join('\n')
  return `version: 1
connections:
${lines(name => `  ${name}: {kind: file, path: ${name}.csv}`)}
reviews:
${lines(name => `  ${name}: {connection: ${name}, schedule: "${hourlyFarFromNow}", timezone: UTC, maxRetries: 0, timeout: ${name === 'spins' ? '3s' : '1m'}}`)}
`
}

const isOpen = ({status}: LedgerRow) => status === 'queued' || status === 'running'

it('a thread out of memory, throwing, spinning or ending fails its own run with the reason, and others go on', async () => {
  const all = [...names, 'sound']
  const file = join(place.home, 'all.yaml')
  writeFileSync(file, setup(all))
  for (const name of all) writeFileSync(join(place.home, `${name}.csv`), twoDeals)
  await place.done('apply', '-f', file)
  addedAgo(place.home, hourMs)
  const daemon = place.start({args: ['--concurrency', '6'], env: place.patchingThreads(patch)})
  await until('the end of all', () => place.ledger().length === all.length && !place.ledger().some(isOpen))
  // Each broken thread has been replaced.
  await Promise.all([1, 2].map(() => place.done('run-now', 'sound', '--queue', '--wait')))

  const runOf = (name: string) => place.ledger().filter(({review_name}) => review_name === name)
  for (const name of names) {
    const [errorCode, words] = ends[name]
    expect(runOf(name)).toMatchObject([
      {
        status: 'failed',
        error_code: errorCode,
        error_message: expect.stringContaining(words),
        analyses: 0,
        crash_count: 0,
      },
    ])
  }
  expect(runOf('sound').map(({status, analyses}) => [status, analyses])).toEqual(
    [1, 2, 3].map(() => ['completed', 1]),
  )
  type Told = {reviewName: string; errorCode: string | null}
  const failed: Told[] = JSON.parse(await place.done('history', '--status', 'failed', '--json'))
  expect(failed.map(({reviewName, errorCode}) => [reviewName, errorCode]).sort()).toEqual(
    names.map(name => [name, ends[name][0]]).sort(),
  )
  const status = JSON.parse(await place.done('status', '--json'))
  expect(status).toMatchObject({
    isHealthy: true,
    daemon: {isAlive: true, pid: daemon.pid, state: {abandonedThreads: 0}},
    queue: {queued: 0, running: 0},
    running: [],
  })
  daemon.kill('SIGTERM')
  expect(await daemon.ended).toMatchObject({code: 0, signal: null})
  await place.expectSound()
})
