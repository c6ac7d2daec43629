import {spawn} from 'node:child_process'
import {appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {daemonFolder, type LedgerRow, until} from '../support/daemon-folder.js'
import {program, revsched} from '../support/program.js'

// The built daemon among others: commands that write beside it, readers of its log that are gone, files that cannot be reviewed.

/** How many runs each of the eight command lines asks for, after it added a review; `REVSCHED_WRITES=60` is the long form. */
const writes = Number(process.env.REVSCHED_WRITES ?? 3)

const place = daemonFolder()
const isOpen = ({status}: LedgerRow) => status === 'queued' || status === 'running'

async function add(name: string, connection: string, ...flags: string[]): Promise<void> {
  const fixed = ['--schedule', '0 0 1 1 *', '--timezone', 'UTC']
  await place.done('add', name, '--connection', connection, ...fixed, ...flags)
}

describe('eight command lines beside the daemon', () => {
  it('all succeed, and all that they ask for is run once', async () => {
    await place.connect('emea')
    const daemon = place.start()
    await daemon.logged('daemon-started')
    const writer = async (number: number) => {
      const name = `review-${number}`
      const asked: string[] = []
      await add(name, 'emea')
      for (let time = 0; time < writes; time++) {
        const {run} = JSON.parse(await place.done('run-now', name, '--queue', '--json'))
        asked.push(`${name} ${run.id} completed`)
      }
      return asked
    }
    const asked = await Promise.all(Array.from({length: 8}, (_, number) => writer(number)))
    await until('all runs ended', () => !place.ledger().some(isOpen))
    const stored = place.ledger().map(({review_name, id, status}) => `${review_name} ${id} ${status}`)
    expect(stored.sort()).toEqual(asked.flat().sort())
    const status = JSON.parse(await place.done('status', '--json'))
    expect(status).toMatchObject({isHealthy: true, queue: {queued: 0, running: 0}})
    const told = daemon.log().filter(({event}) => event === 'run-started')
    expect(told.length).toBe(8 * writes)
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    await place.expectSound()
  })
})

describe('a daemon', () => {
  it.each([
    {name: 'without standard output and error', script: 'exec "$@" >&- 2>&-'},
    {
      // A full pipe whose reader reads nothing.
      name: 'whose log nobody reads',
      script: '{ head -c 65536 /dev/zero >&2; exec "$@"; } 2>&1 >/dev/null | exec sleep 300',
    },
  ])('$name goes on', async ({script}) => {
    await place.connect('emea')
    await add('weekly', 'emea')
    const words = ['-c', script, 'sh', process.execPath, program, 'daemon', '--log-level', 'debug']
    const shell = spawn('sh', words, {
      env: {PATH: process.env.PATH, HOME: place.home, REVSCHED_HOME: place.home},
      stdio: 'ignore',
      detached: true,
    })
    const ended = new Promise(resolve => shell.on('close', resolve))
    try {
      for (let time = 0; time < 2; time++) {
        const asked = await revsched(place.home, ['run-now', 'weekly', '--queue', '--wait', '--json'])
        expect(JSON.parse(asked.stdout)).toMatchObject({run: {status: 'completed'}})
      }
      const status = JSON.parse(await place.done('status', '--json'))
      expect(status).toMatchObject({isHealthy: true, daemon: {isAlive: true}})
    } finally {
      process.kill(-shell.pid!, 'SIGKILL')
      await ended
    }
  })
})

describe('a file that cannot be reviewed', () => {
  it('fails its own run, for its own reason, tried again only where that can pass', async () => {
    const paths = new Map<string, string>()
    for (const name of ['missing', 'folder', 'empty', 'changing', 'slow', 'sound']) {
      paths.set(name, await place.connect(name))
      await add(name, name, '--timeout', name === 'slow' ? '1s' : '5m')
    }
    const path = (name: string) => paths.get(name)!
    rmSync(path('missing'))
    rmSync(path('folder'))
    mkdirSync(path('folder'))
    writeFileSync(path('empty'), '')
    await generateDeals(50_000, path('changing'))
    const deals = readFileSync(path('changing'))
    for (let time = 0; time < 20; time++) appendFileSync(path('slow'), deals)
    for (const name of paths.keys()) await place.done('run-now', name, '--queue')
    const daemon = place.start({args: ['--concurrency', '8']})
    /** What the log says of the first attempt. */
    const first = (name: string) =>
      daemon.log().find(({review, event}) => review === name && event !== 'run-started')
    await until('the end of each first attempt', () => {
      if (!first('changing')) appendFileSync(path('changing'), 'D-1,Late\n')
      return [...paths.keys()].every(first)
    })
    const told = [...paths.keys()].map(name => [name, first(name)!.event, first(name)!.errorCode])
    expect(told).toEqual([
      ['missing', 'run-failed', 'source-failed'],
      ['folder', 'run-failed', 'source-failed'],
      ['empty', 'run-failed', 'source-failed'],
      ['changing', 'run-retried', 'source-failed'],
      ['slow', 'run-retried', 'timeout'],
      ['sound', 'run-completed', undefined],
    ])
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    const stored = place.ledger().map(run => [run.review_name, run.status, run.error_code, run.retry_count])
    expect(stored).toEqual(
      expect.arrayContaining([
        ['missing', 'failed', 'source-failed', 0],
        ['folder', 'failed', 'source-failed', 0],
        ['empty', 'failed', 'source-failed', 0],
        ['sound', 'completed', null, 0],
      ]),
    )
  })
})
