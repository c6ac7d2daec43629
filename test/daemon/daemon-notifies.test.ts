import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {Sqlite} from '../support/a-store.js'
import {type DaemonProcess, daemonIn} from '../support/daemon-process.js'
import {notifyListener} from '../support/notify-listener.js'

// The built program as a service of systemd, whose part a real datagram socket plays.

const watchdog = ['WATCHDOG=1']

describe.skipIf(process.platform !== 'linux')('a daemon that is a service of systemd', () => {
  let home = ''
  let daemon: DaemonProcess
  let systemd: Awaited<ReturnType<typeof notifyListener>>

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'revsched-service-'))
    const NOTIFY_SOCKET = join(home, 'notify')
    systemd = await notifyListener(NOTIFY_SOCKET)
    daemon = daemonIn(home, {env: {NOTIFY_SOCKET, WATCHDOG_USEC: '60000000'}})
  })
  afterEach(async () => {
    daemon.kill('SIGKILL')
    await daemon.ended
    systemd.close()
    rmSync(home, {recursive: true, force: true})
  })

  it('says when it is ready, how it is after each look, and when it stops', async () => {
    expect(await systemd.next()).toEqual(['READY=1', 'STATUS=keeping the schedules'])
    expect(await systemd.next()).toEqual(['STATUS=0 running; nothing is due'])
    expect(await systemd.next()).toEqual(watchdog)
    // By itself, ten seconds later.
    expect(await systemd.until('WATCHDOG=1')).toContainEqual(watchdog)
    daemon.kill('SIGTERM')
    const stopping = (await systemd.until('STOPPING=1')).at(-1)
    expect(stopping).toEqual(['STOPPING=1', 'STATUS=waiting for 0 running reviews'])
    expect((await daemon.ended).code).toBe(0)
  })

  it('does not claim to be well while another process keeps the database locked', async () => {
    await systemd.until('WATCHDOG=1')
    const other = new Sqlite(join(home, 'revsched.db'))
    other.exec('BEGIN IMMEDIATE')
    await systemd.until('STATUS=waiting for the database')
    // Two attempts, each of which waited ten seconds.
    while (daemon.log().filter(({event}) => event === 'storage-failed').length < 2)
      await new Promise(resolve => setTimeout(resolve, 100))
    other.exec('COMMIT')
    other.close()
    const heard = await systemd.until('WATCHDOG=1')
    expect(heard).toEqual([
      expect.arrayContaining([expect.stringMatching(/^STATUS=0 running/)]),
      ['STATUS=keeping the schedules'],
      watchdog,
    ])
    await daemon.logged('storage-back')
  }, 120_000)
})
