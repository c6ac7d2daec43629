import {spawnSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {daemonFolder, until} from '../support/daemon-folder.js'
import {rowsIn} from '../support/due-now.js'

// The built daemon with a review whose thread hangs in native code, as in a read from a network disk that does not answer.

const place = daemonFolder()
const pipe = () => join(place.home, 'pipe')

/** In threads of reviews, opening `hangs.csv` reads a pipe that nobody writes to; `waits-….csv` does so in a thread of libuv. */
function hangingFiles(): NodeJS.ProcessEnv {
  spawnSync('mkfifo', [pipe()])
  return place.patchingThreads(`const {open} = fs.promises
    fs.promises.open = async (path, ...rest) => {
      const file = () => fs.openSync(${JSON.stringify(pipe())}, 'r+')
      if (String(path).endsWith('hangs.csv')) fs.readSync(file(), Buffer.alloc(1))
      if (String(path).includes('waits')) await new Promise(done => fs.read(file(), Buffer.alloc(1), 0, 1, null, done))
      return open(path, ...rest)
    }`)
}

/** A daemon of two reviews at a time that has begun one which hangs. */
async function withHangingRun({timeout, grace}: {timeout: string; grace: string}) {
  await place.connect('hangs')
  await place.connect('sound')
  const far = ['--schedule', '0 0 1 1 *', '--timezone', 'UTC', '--max-retries', '0']
  await place.done('add', 'hangs', '--connection', 'hangs', '--timeout', timeout, ...far)
  await place.done('add', 'sound', '--connection', 'sound', ...far)
  await place.done('run-now', 'hangs', '--queue')
  const daemon = place.start({args: ['--concurrency', '2', '--grace', grace], env: hangingFiles()})
  await daemon.logged('run-started')
  return daemon
}

type Event = {kind: string; detail: string}
const storedEvents = () => rowsIn<Event>(place.home, 'SELECT kind, detail FROM events ORDER BY at, id')

describe.skipIf(process.platform === 'win32')('a review whose thread hangs in native code', () => {
  it('fails in time, and its thread is replaced and told: status, log and events', async () => {
    const daemon = await withHangingRun({timeout: '1s', grace: '1s'})
    const startedAt = performance.now()
    await daemon.logged('run-failed')
    expect(performance.now() - startedAt).toBeLessThan(3500)
    expect(place.ledger()).toMatchObject([{status: 'failed', error_code: 'timeout'}])
    const [run] = place.ledger()
    await daemon.logged('thread-abandoned')
    await until('the event', () => storedEvents().some(({kind}) => kind === 'thread-abandoned'))
    const {detail} = storedEvents().find(({kind}) => kind === 'thread-abandoned')!
    expect(JSON.parse(detail)).toEqual({runId: run!.id, reviewName: 'hangs', abandoned: 1})
    const status = JSON.parse(await place.done('status', '--json'))
    expect(status).toMatchObject({isHealthy: true, daemon: {state: {abandonedThreads: 1}}})
    expect(await place.done('status')).toContain('1 abandoned')
    // Two at a time: with one thread lost, the second of these would wait for the first.
    await Promise.all([1, 2].map(() => place.done('run-now', 'sound', '--queue', '--wait')))

    await place.done('run-now', 'hangs', '--queue')
    await until('the second thread', () => storedEvents().filter(isAbandoned).length === 2)
    await until('the count', () => stateOfDaemon().abandonedThreads === 2)
    await expect(place.done('status')).rejects.toThrow('2 threads hang in the system')
    await place.done('run-now', 'sound', '--queue', '--wait')
    writeFileSync(pipe(), 'xx')
    await daemon.logged('thread-ended')
    await until('the count', () => stateOfDaemon().abandonedThreads === 0)
    await place.done('status')
    daemon.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({code: 0, signal: null})
  })

  it('lets the daemon end within its grace and 5 s, by SIGKILL, whether it hangs since long or only now', async () => {
    const daemon = await withHangingRun({timeout: '1s', grace: '1s'})
    await daemon.logged('thread-abandoned')
    await place.done('run-now', 'hangs', '--queue')
    await until('the next run', () => place.ledger().some(({status}) => status === 'running'))
    daemon.kill('SIGTERM')
    const askedAt = performance.now()
    expect(await daemon.ended).toMatchObject({signal: 'SIGKILL'})
    expect(performance.now() - askedAt).toBeLessThan(6000)
    expect(storedEvents().at(-1)?.kind).toBe('daemon-stopped')
    expect(place.ledger().filter(({status}) => status === 'running')).toEqual([])
  })

  it('leaves files of other connections to be read, though there are as many that hang as Node has threads for', async () => {
    const far = ['--schedule', '0 0 1 1 *', '--timezone', 'UTC']
    for (const connection of ['waits-1', 'waits-2', 'sound']) {
      await place.connect(connection)
      for (const nth of [1, 2])
        await place.done('add', `${connection}-${nth}`, '--connection', connection, ...far)
    }
    const daemon = place.start({args: ['--concurrency', '6'], env: hangingFiles()})
    const hanging = ['waits-1-1', 'waits-1-2', 'waits-2-1', 'waits-2-2']
    for (const name of hanging) await place.done('run-now', name, '--queue')
    const begun = () => daemon.log().filter(({event}) => event === 'run-started').length
    await until('all that hang', () => begun() === hanging.length)
    await place.done('run-now', 'sound-1', '--queue', '--wait')
    expect(place.ledger().filter(({status}) => status === 'completed').length).toBe(1)
  })

  it('does not keep a second SIGTERM from ending the daemon at once', async () => {
    const daemon = await withHangingRun({timeout: '1m', grace: '60s'})
    daemon.kill('SIGTERM')
    await daemon.logged('daemon-draining')
    await pause(400)
    daemon.kill('SIGTERM')
    const askedAt = performance.now()
    expect(await daemon.ended).toMatchObject({signal: 'SIGTERM'})
    expect(performance.now() - askedAt).toBeLessThan(1000)
  })
})

const isAbandoned = ({kind}: Event) => kind === 'thread-abandoned'

function stateOfDaemon(): {abandonedThreads?: number} {
  const [row] = rowsIn<{state: string}>(place.home, 'SELECT state FROM daemons')
  return JSON.parse(row!.state)
}
