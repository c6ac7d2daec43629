import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {daemonFolder, until} from '../support/daemon-folder.js'
import {addedAgo, changeIn, hourlyFarFromNow} from '../support/due-now.js'
import {pingServer} from '../support/ping-server.js'
import {program, revsched, run} from '../support/program.js'

// The built program as a daemon, and a real server on this machine that hears its pings.

const place = daemonFolder()
const marker = 'PLANTED-eb095278f28d448d'

let server: Awaited<ReturnType<typeof pingServer>>
beforeEach(async () => {
  server = await pingServer()
  await place.connect('emea')
})
afterEach(() => server.close())

/** A review that tells the server of its runs; gives all that the command printed. */
async function watched(name: string, url = `${server.url}/${marker}`, more: readonly string[] = []) {
  const args = ['add', name, '--connection', 'emea', '--schedule', hourlyFarFromNow, '--timezone', 'UTC']
  const ended = await run(process.execPath, [program, ...args, '--allow-private-address', ...more], {
    env: {HOME: place.home, REVSCHED_HOME: place.home, REVSCHED_PING_URL: url},
  })
  expect(ended).toMatchObject({code: 0})
  return ended.stdout + ended.stderr
}

const runOf = async (name: string) => JSON.parse(await place.done('run-now', name, '--queue', '--json')).run
const ends = () => place.ledger().filter(({status}) => status === 'completed' || status === 'failed')
const heard = (count: number) => until(`${count} pings`, () => server.heard.length >= count)

describe('a daemon tells', () => {
  it('the start and the success of a run, in this order, with its id and without its deals', async () => {
    await watched('weekly')
    const {id} = await runOf('weekly')
    const daemon = place.start()
    await heard(2)
    expect(server.heard).toEqual([
      {method: 'POST', path: `/${marker}/start`, rid: id, body: ''},
      {
        method: 'POST',
        path: `/${marker}`,
        rid: id,
        body: expect.stringMatching(/^score: [\d.]+\ndeals: 2\n/),
      },
    ])
    expect(server.heard[1]!.body).not.toMatch(/First|Second|Proposal/)
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })

  it('a failure when it is final, and neither a crash nor an attempt that is tried again', async () => {
    await watched('weekly')
    await generateDeals(300_000, join(place.home, 'emea.csv'))
    const {id} = await runOf('weekly')
    const first = place.start()
    await first.logged('run-started')
    await heard(1)
    first.kill('SIGKILL')
    await first.ended
    changeIn(place.home, 'UPDATE scheduled_reviews SET timeout_ms = 5')
    const daemon = place.start()
    await daemon.logged('run-retried')
    expect(server.kinds()).toEqual(['start'])
    // Its delay has passed.
    changeIn(place.home, "UPDATE review_runs SET queued_at = 1 WHERE status = 'queued'")
    await until('the end', () => ends().length === 1)
    await heard(2)
    expect(server.heard.map(({rid}) => rid)).toEqual([id, id])
    expect(server.kinds()).toEqual(['start', 'fail'])
    expect(server.heard[1]!.body).toBe('error: timeout\n')
    expect(place.ledger()).toMatchObject([{status: 'failed', crash_count: 1, retry_count: 2}])
  })

  it('the end of a run whose last process was killed', async () => {
    await watched('weekly', undefined, ['--max-retries', '0'])
    await generateDeals(300_000, join(place.home, 'emea.csv'))
    await runOf('weekly')
    const first = place.start()
    await first.logged('run-started')
    await heard(1)
    first.kill('SIGKILL')
    await first.ended
    place.start()
    await heard(2)
    expect(server.kinds()).toEqual(['start', 'fail'])
    expect(server.heard[1]!.body).toBe('error: abandoned\n')
  })

  it('nothing of what was missed or called off, and nothing of a run-now in its own process', async () => {
    await watched('weekly', undefined, ['--catch-up', 'none'])
    await watched('quiet')
    await place.done('run-now', 'quiet')
    const {id} = await runOf('quiet')
    await place.done('cancel', id)
    addedAgo(place.home, 3 * 3_600_000)
    changeIn(place.home, "UPDATE scheduled_reviews SET is_active = 0 WHERE name = 'quiet'")
    const daemon = place.start()
    await until('missed runs', () => place.ledger().some(({status}) => status === 'missed'))
    daemon.kill('SIGTERM')
    await daemon.ended
    expect(server.heard).toEqual([])
  })
})

describe('a service that does not answer', () => {
  it('delays neither runs nor the end', async () => {
    server.answer = () => undefined
    for (const name of ['a', 'b', 'c']) await watched(name)
    const daemon = place.start()
    await daemon.logged('daemon-started')
    const beganMs = performance.now()
    for (const name of ['a', 'b', 'c']) await runOf(name)
    await until('three runs', () => ends().length === 3)
    expect(performance.now() - beganMs).toBeLessThan(8000)
    const stoppedMs = performance.now()
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    expect(performance.now() - stoppedMs).toBeLessThan(5000)
    expect(daemon.log().some(({event}) => event === 'pings-left')).toBe(true)
    expect(ends().every(({status}) => status === 'completed')).toBe(true)
  })

  it('is told once while it is down, and again when it is back', async () => {
    const {port} = server
    await server.close()
    await watched('weekly')
    const daemon = place.start()
    await runOf('weekly')
    await daemon.logged('ping-failed')
    await until('the first run', () => ends().length === 1)
    server = await pingServer(port)
    await runOf('weekly')
    await daemon.logged('ping-back')
    await until('the second run', () => ends().length === 2)
    const told = daemon.log().filter(({event}) => String(event).startsWith('ping-'))
    expect(told.map(({event}) => event)).toEqual(['ping-failed', 'ping-back'])
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })
})

it('a planted secret stands in no file, log or output', async () => {
  server.answer = (_, response) => response.writeHead(500, {'x-echo': marker}).end(marker)
  const printed = [await watched('weekly')]
  const daemon = place.start({args: ['--log-level', 'debug']})
  await runOf('weekly')
  await until('the end', () => ends().length === 1)
  await daemon.logged('ping-failed')
  for (const args of [
    ['list', '--json'],
    ['list'],
    ['show', 'weekly'],
    ['show', 'weekly', '--json'],
    ['history', '--json'],
    ['report', 'latest', '--json'],
    ['status', '--json'],
    ['status'],
    ['doctor', '--json'],
    ['edit', 'weekly', '--description', 'why', '--json'],
    ['pause', 'weekly', '--json'],
    ['resume', 'weekly', '--json'],
    ['config', 'get', '--json'],
    ['db', 'backup', join(place.home, 'backup.db'), '--json'],
    ['edit', 'weekly', `--ping-url=https://hc-ping.com/${marker}`, '--json', '--debug'],
    ['remove', 'weekly', '--json'],
  ]) {
    const {stdout, stderr} = await revsched(place.home, args)
    printed.push(stdout, stderr)
  }
  daemon.kill('SIGTERM')
  printed.push((await daemon.ended).stderr)
  const files = readdirSync(place.home, {recursive: true, withFileTypes: true}).filter(file => file.isFile())
  expect(files.map(({name}) => name)).toEqual(
    expect.arrayContaining(['backup.db', 'revsched.db', 'revsched.key']),
  )
  const all = [
    ...printed.map(text => Buffer.from(text)),
    ...files.map(({parentPath, name}) => readFileSync(join(parentPath, name))),
  ]
  const base64 = Buffer.from(marker).toString('base64').slice(0, 20)
  for (const form of [
    marker,
    marker.slice(0, 8),
    base64,
    Buffer.from(marker).toString('hex'),
    marker.slice(8),
  ])
    expect(all.filter(bytes => bytes.includes(form)).map(bytes => bytes.toString().slice(0, 300))).toEqual([])
})
