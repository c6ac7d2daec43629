import type {ServerResponse} from 'node:http'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {daemonFolder, until} from '../support/daemon-folder.js'
import type {DaemonProcess} from '../support/daemon-process.js'
import {changeIn, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {httpSink} from '../support/http-sink.js'
import {program, revsched, run} from '../support/program.js'

// The built program as a daemon and a real place on this machine that its digests go to, killed at the moments that matter: a message is
// never sent a second time in silence, and never lost.

const place = daemonFolder()
const marker = 'PLANTED-51f0c6e2'

let sink: Awaited<ReturnType<typeof httpSink>>
/** What the place does with a message. */
let answer: (response: ServerResponse) => void
beforeEach(async () => {
  answer = response => response.end()
  sink = await httpSink(response => answer(response))
  await place.connect('emea')
  await channel('hook', `${sink.url}/${marker}`)
  await place.done(
    ...['add', 'weekly', '--connection', 'emea', '--schedule', hourlyFarFromNow, '--timezone', 'UTC'],
    ...['--channel', 'hook'],
  )
})
afterEach(() => sink.close())

async function channel(name: string, url: string): Promise<void> {
  const args = ['channel', 'add', 'webhook', name, '--allow-private-address']
  const env = {HOME: place.home, REVSCHED_HOME: place.home, REVSCHED_CHANNEL_SECRET: url}
  const {code, stdout, stderr} = await run(process.execPath, [program, ...args], {env})
  expect(code).toBe(0)
  expect(stdout + stderr).not.toContain(marker)
}

type Row = {status: string; attempts: number; is_repeat: number; last_error: string | null}
const rows = () =>
  rowsIn<Row>(place.home, 'SELECT status, attempts, is_repeat, last_error FROM deliveries ORDER BY rowid')
const comesTo = (status: string) =>
  until(status, () => rows().length > 0 && rows().every(row => row.status === status))
const keys = () => sink.got.map(({headers}) => headers['webhook-id'])

/** Kills the daemon before it hears more. */
async function killed(daemon: DaemonProcess): Promise<void> {
  daemon.kill('SIGKILL')
  await daemon.ended
}

describe('a daemon', () => {
  it('sends the digest of a run once it is stored, and stops with nothing left open', async () => {
    await place.done('run-now', 'weekly', '--queue')
    const daemon = place.start()
    await comesTo('sent')
    expect(JSON.parse(sink.got[0]!.body)).toMatchObject({data: {run: {status: 'completed'}}})
    daemon.kill('SIGTERM')
    const {code, stderr} = await daemon.ended
    expect(code).toBe(0)
    expect(stderr).toContain('delivery-sent')
    expect(stderr).not.toContain(marker)
    expect(sink.got).toHaveLength(1)
    const [{deliveries}] = JSON.parse(await place.done('history', '--json'))
    expect(deliveries).toMatchObject([{channel: 'hook', status: 'sent', attempts: 1}])
  })

  it('killed before anything was sent, sends it once when it is back', async () => {
    answer = response => response.writeHead(503).end()
    await place.done('run-now', 'weekly', '--queue')
    const first = place.start()
    await first.logged('delivery-retried')
    await killed(first)
    answer = response => response.end()
    changeIn(place.home, 'UPDATE deliveries SET next_attempt_at = 1')
    place.start()
    await comesTo('sent')
    expect(rows()).toMatchObject([{attempts: 2, is_repeat: 0}])
    expect(new Set(keys()).size).toBe(1)
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['after the message left and before its answer', () => undefined],
    ['after its answer and before that is stored', response => response.end()],
  ])('killed %s never sends it again by itself', async (_, answered) => {
    await place.done('run-now', 'weekly', '--queue')
    const first = place.start()
    const dead = new Promise<void>(done => {
      answer = response => {
        first.kill('SIGKILL')
        answered(response)
        void first.ended.then(() => done())
      }
    })
    await dead
    answer = response => response.end()
    const second = place.start()
    await comesTo('unknown')
    await second.logged('delivery-crashed')
    const refused = await revsched(place.home, ['deliver', 'weekly@latest'])
    expect(refused).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/to "hook": it may have been delivered already/),
    })
    expect(sink.got).toHaveLength(1)
    await place.done('deliver', 'weekly@latest', '--again')
    expect(rows()).toMatchObject([{status: 'sent', attempts: 2, is_repeat: 1}])
    expect(sink.got).toHaveLength(2)
    expect(new Set(keys()).size).toBe(1)
  })

  it('that is told to stop lets a message end', async () => {
    await place.done('run-now', 'weekly', '--queue')
    const daemon = place.start()
    const left = new Promise<ServerResponse>(heard => {
      answer = heard
    })
    const response = await left
    daemon.kill('SIGTERM')
    await daemon.logged('daemon-draining')
    response.end()
    expect((await daemon.ended).code).toBe(0)
    expect(rows()).toMatchObject([{status: 'sent'}])
  })

  it('sends to the others while one place does not answer', async () => {
    await channel('slow', `${sink.url}/slow`)
    await place.done('edit', 'weekly', '--channel', 'hook', '--channel', 'slow')
    answer = response => {
      if (sink.got.at(-1)!.path !== '/slow') response.end()
    }
    await place.done('run-now', 'weekly', '--queue')
    place.start()
    await until('one sent', () => rows().some(({status}) => status === 'sent'))
    expect(rows().map(({status}) => status)).toEqual(['sent', 'sending'])
  })
})

describe('run-now', () => {
  it('sends by itself, and tells what did not go out by its exit code', async () => {
    answer = response => response.writeHead(400).end()
    const ended = await revsched(place.home, ['run-now', 'weekly'])
    expect(ended).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/the review is stored; webhook "hook" .*: not delivered/),
    })
    expect(ended.stdout).toContain('Health')
    expect(rows()).toMatchObject([{status: 'failed'}])
  })

  it('sends nothing with --no-deliver', async () => {
    await place.done('run-now', 'weekly', '--no-deliver')
    expect([rows(), sink.got]).toEqual([[], []])
  })
})
