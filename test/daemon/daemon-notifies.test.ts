import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it, type TestContext} from 'vitest'
import {Sqlite} from '../support/a-store.js'
import {daemonIn} from '../support/daemon-process.js'
import {changeIn} from '../support/due-now.js'
import {notifyListener} from '../support/notify-listener.js'

// The built program as a service of systemd, whose part a real datagram socket plays.

const watchdog = ['WATCHDOG=1']

/** A daemon in a folder of its own, until the test has ended. It has to give a sign of life within so many microseconds. */
async function service({onTestFinished}: TestContext, WATCHDOG_USEC: string) {
  const home = mkdtempSync(join(tmpdir(), 'revsched-service-'))
  const NOTIFY_SOCKET = join(home, 'notify')
  const systemd = await notifyListener(NOTIFY_SOCKET)
  const daemon = daemonIn(home, {env: {NOTIFY_SOCKET, WATCHDOG_USEC}})
  onTestFinished(async () => {
    daemon.kill('SIGKILL')
    await daemon.ended
    systemd.close()
    rmSync(home, {recursive: true, force: true})
  })
  return {home, systemd, daemon}
}

// Side by side: both wait most of the time.
describe.skipIf(process.platform !== 'linux')(
  'a daemon that is a service of systemd',
  {concurrent: true},
  () => {
    it('says when it is ready, how it is after each look, and when it stops', async context => {
      const {systemd, daemon} = await service(context, '8000000')
      expect(await systemd.next()).toEqual(['READY=1', 'STATUS=keeping the schedules'])
      for (let beat = 0; beat < 2; beat++) {
        const startMs = performance.now()
        expect(await systemd.next()).toEqual(['STATUS=0 running; nothing is due'])
        expect(await systemd.next()).toEqual(watchdog)
        // By itself, and well before systemd would end it: half of the time later, and not the usual twenty seconds.
        expect(performance.now() - startMs).toBeLessThan(8000)
      }
      daemon.kill('SIGTERM')
      const stopping = (await systemd.until('STOPPING=1')).at(-1)
      expect(stopping).toEqual(['STOPPING=1', 'STATUS=waiting for 0 running reviews and 0 messages'])
      expect((await daemon.ended).code).toBe(0)
    })

    it('gives no sign of life for a look that has written nothing', async context => {
      const {home, systemd, daemon} = await service(context, '60000000')
      await systemd.until('WATCHDOG=1')
      // Each is a reason to look.
      for (let change = 0; change < 5; change++) {
        changeIn(home, "INSERT INTO events (kind, at, detail, created_at) VALUES ('clock-step', 1, '{}', 1)")
        await new Promise(resolve => setTimeout(resolve, 200))
      }
      daemon.kill('SIGTERM')
      expect(await systemd.until('STOPPING=1')).toHaveLength(1)
    })

    it('does not claim to be well while another process keeps the database locked', async context => {
      const {home, systemd, daemon} = await service(context, '60000000')
      await systemd.until('WATCHDOG=1')
      const other = new Sqlite(join(home, 'revsched.db'))
      other.exec('BEGIN IMMEDIATE')
      // The next beat may be twenty seconds away: read anew, it writes one at once.
      daemon.kill('SIGHUP')
      const waiting = (await systemd.until('STATUS=waiting for the database')).at(-1)
      // Longer than it may be silent otherwise: killed, it would lose what it has, and its next start would fail.
      expect(waiting).toEqual([expect.anything(), 'WATCHDOG_USEC=3600000000'])
      // Two attempts, each of which waited ten seconds.
      while (daemon.log().filter(({event}) => event === 'storage-failed').length < 2)
        await new Promise(resolve => setTimeout(resolve, 100))
      other.exec('COMMIT')
      other.close()
      const heard = await systemd.until('WATCHDOG=1')
      expect(heard).toEqual([
        expect.arrayContaining([expect.stringMatching(/^STATUS=0 running/)]),
        ['STATUS=keeping the schedules', 'WATCHDOG_USEC=60000000'],
        watchdog,
      ])
      await daemon.logged('storage-back')
    }, 120_000)
  },
)
