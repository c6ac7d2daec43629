import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {serviceNotifier} from '../../src/platform/service-notify.js'
import {bundled} from '../support/bundled.js'
import {fakeLogger} from '../support/fake-logger.js'
import {notifyListener} from '../support/notify-listener.js'
import {run} from '../support/program.js'

let folder = ''
const children: ChildProcess[] = []
const listeners: {close(): void}[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-notify-'))
})
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, {recursive: true, force: true})
})

const deaf = `
import socket, sys, time
listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.bind(sys.argv[1])
print('bound', flush=True)
time.sleep(60)`

async function listen(address: string): Promise<() => Promise<string[]>> {
  const listener = await notifyListener(address)
  listeners.push(listener)
  return listener.next
}

const hasCommand = spawnSync('systemd-notify', ['--version']).status === 0
const addresses: [string, () => string][] = [
  ['a path', () => join(folder, 'notify')],
  ...(hasCommand
    ? ([['an abstract address, by systemd-notify', () => `@${folder}`]] as [string, () => string][])
    : []),
]

describe.skipIf(process.platform !== 'linux')('a listener at', () => {
  it.each(addresses)('%s hears how the daemon is, in order', async (_, address) => {
    const next = await listen(address())
    const log = fakeLogger()
    const notifier = serviceNotifier({NOTIFY_SOCKET: address(), WATCHDOG_USEC: '60000000'}, 42, log)
    expect(notifier.watchdogIntervalMs).toBe(30_000)
    await notifier.ready('2 schedules, next Mon 06:00 weekly')
    notifier.status('running weekly\nMAINPID=1')
    notifier.alive()
    notifier.outage('waiting for the database')
    notifier.outageOver('keeping the schedules')
    notifier.reloading()
    await notifier.ready('3 schedules')
    await notifier.stopping('1 run to finish')
    const uptimeUs = Number(process.hrtime.bigint() / 1000n)
    expect(await next()).toEqual(['READY=1', 'STATUS=2 schedules, next Mon 06:00 weekly'])
    expect(await next()).toEqual(['STATUS=running weekly MAINPID=1'])
    expect(await next()).toEqual(['WATCHDOG=1'])
    expect(await next()).toEqual(['STATUS=waiting for the database', 'WATCHDOG_USEC=3600000000'])
    expect(await next()).toEqual(['STATUS=keeping the schedules', 'WATCHDOG_USEC=60000000'])
    const [reloading, at] = await next()
    expect(reloading).toBe('RELOADING=1')
    expect(uptimeUs - Number(at!.slice('MONOTONIC_USEC='.length))).toBeLessThan(20_000_000)
    expect(await next()).toEqual(['READY=1', 'STATUS=3 schedules'])
    expect(await next()).toEqual(['STOPPING=1', 'STATUS=1 run to finish'])
    expect(log.lines).toEqual([])
  })

  // Bundled into a folder without packages.
  it.skipIf(!hasCommand)('a path hears it by systemd-notify where the package is missing', async () => {
    const program = await bundled(
      `import {serviceNotifier} from '/src/platform/service-notify.js'
       const log = {warn: console.error}
       serviceNotifier(process.env, process.pid, log).ready('up').then(() => console.log('told'))`,
      join(folder, 'program.cjs'),
    )
    const address = join(folder, 'notify')
    const next = await listen(address)
    const ended = await run(process.execPath, [program], {env: {NOTIFY_SOCKET: address}})
    expect(ended).toMatchObject({code: 0, stdout: 'told\n', stderr: ''})
    expect(await next()).toEqual(['READY=1', 'STATUS=up'])
  })

  it('a path whose owner reads nothing keeps nobody waiting longer than 5 s', async () => {
    const address = join(folder, 'notify')
    const child = spawn('python3', ['-c', deaf, address], {stdio: ['ignore', 'pipe', 'inherit']})
    children.push(child)
    await once(child.stdout, 'data')
    const log = fakeLogger()
    const notifier = serviceNotifier({NOTIFY_SOCKET: address}, 42, log)
    // The kernel holds a few hundred at most (net.unix.max_dgram_qlen).
    for (let number = 0; number < 600; number++) {
      notifier.alive()
      await new Promise(setImmediate)
    }
    const started = performance.now()
    await notifier.stopping('down')
    expect(performance.now() - started).toBeLessThan(8000)
    expect(log.lines.length).toBeLessThanOrEqual(1)
  }, 20_000)

  it('a path that nobody listens at stops nothing, and is told once', async () => {
    const log = fakeLogger()
    const notifier = serviceNotifier({NOTIFY_SOCKET: join(folder, 'gone')}, 42, log)
    await notifier.ready('up')
    notifier.alive()
    await notifier.stopping('down')
    expect(log.lines.map(({level, event}) => `${level} ${event}`)).toEqual(['warn service-not-notified'])
  })
})

it('without NOTIFY_SOCKET nothing happens', async () => {
  const log = fakeLogger()
  const notifier = serviceNotifier({WATCHDOG_USEC: '60000000', NOTIFY_SOCKET: ''}, 42, log)
  expect(notifier.watchdogIntervalMs).toBeNull()
  await notifier.ready('up')
  notifier.status('up')
  notifier.alive()
  notifier.outage('down')
  notifier.outageOver('up')
  notifier.reloading()
  await notifier.stopping('down')
  expect(log.lines).toEqual([])
})

it.each<[NodeJS.ProcessEnv, number | null]>([
  [{}, null],
  [{WATCHDOG_USEC: '60000000'}, 30_000],
  [{WATCHDOG_USEC: '60000000', WATCHDOG_PID: '42'}, 30_000],
  [{WATCHDOG_USEC: '60000000', WATCHDOG_PID: '43'}, null],
  [{WATCHDOG_USEC: '0'}, null],
  [{WATCHDOG_USEC: '-5'}, null],
  [{WATCHDOG_USEC: 'soon'}, null],
  [{WATCHDOG_USEC: '1'}, 1],
])('the watchdog of %j wants a sign of life every %s ms', (env, expected) => {
  const notifier = serviceNotifier({...env, NOTIFY_SOCKET: '/run/notify'}, 42, fakeLogger())
  expect(notifier.watchdogIntervalMs).toBe(expected)
})
