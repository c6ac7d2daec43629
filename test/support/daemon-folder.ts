import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {afterEach, beforeEach, expect, type TestContext} from 'vitest'
import {type DaemonProcess, daemonIn} from './daemon-process.js'
import {rowsIn} from './due-now.js'
import {revsched} from './program.js'

export const twoDeals = `id,name,stage,amount,close_date
1,First,Proposal,100,2027-01-01
2,Second,Discovery,,2026-01-01
`

export type LedgerRow = {
  id: string
  review_name: string
  status: string
  trigger: string
  scheduled_for: number | null
  range_until: number | null
  missed_count: number | null
  retry_count: number
  crash_count: number
  error_code: string | null
  error_message: string | null
  analyses: number
}

export const ledger = `SELECT run.*, (SELECT count(*) FROM analyses WHERE run_id = run.id) AS analyses
  FROM review_runs AS run ORDER BY scheduled_for, created_at, rowid`

/** An empty folder for each test and daemons in it, which are killed when the test ends. */
export function daemonFolder() {
  const place = folderOfDaemons()
  beforeEach(place.make)
  afterEach(place.remove)
  return place
}

/** The same for one test, which may run beside others of its file. */
export function ownDaemonFolder({onTestFinished}: TestContext) {
  const place = folderOfDaemons()
  place.make()
  onTestFinished(place.remove)
  return place
}

function folderOfDaemons() {
  const daemons: DaemonProcess[] = []
  const place = {
    home: '',
    start(options: Parameters<typeof daemonIn>[1] = {}): DaemonProcess {
      const daemon = daemonIn(place.home, options)
      daemons.push(daemon)
      return daemon
    },
    /** A command that must succeed; gives what it printed. */
    async done(...args: string[]): Promise<string> {
      const {code, stdout, stderr} = await revsched(place.home, args)
      if (code !== 0) throw new Error(`${args.join(' ')} exited with ${code}: ${stderr}`)
      return stdout
    },
    /** A connection of that name to a file of two deals in the folder; gives its path. */
    async connect(name: string): Promise<string> {
      const path = join(place.home, `${name}.csv`)
      writeFileSync(path, twoDeals)
      await place.done('connection', 'add', 'file', name, '--path', path)
      return path
    },
    /** The environment of a daemon whose threads run this before anything else; they have `fs`. */
    patchingThreads(script: string): NodeJS.ProcessEnv {
      const file = join(place.home, 'patch.cjs')
      const isThread = "!require('node:worker_threads').isMainThread"
      writeFileSync(file, `if (${isThread}) { const fs = require('node:fs')\n${script}\n}`)
      return {NODE_OPTIONS: `--require=${file}`}
    },
    ledger: () => rowsIn<LedgerRow>(place.home, ledger),
    /** Nothing is damaged, nothing is left open, and nothing is called completed that is not stored. */
    async expectSound(): Promise<void> {
      await place.done('db', 'check')
      const runs = place.ledger()
      expect(runs.filter(({status}) => status === 'queued' || status === 'running')).toEqual([])
      expect(runs.filter(({status, analyses}) => analyses !== (status === 'completed' ? 1 : 0))).toEqual([])
    },
    make(): void {
      place.home = mkdtempSync(join(tmpdir(), 'revsched-faults-'))
    },
    async remove(): Promise<void> {
      for (const daemon of daemons.splice(0)) {
        daemon.kill('SIGKILL')
        await daemon.ended
      }
      rmSync(place.home, {recursive: true, force: true})
    },
  }
  return place
}

/** Waits for a state that other processes bring about; what it is called is told when it never comes. */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | null | false,
): Promise<Value> {
  for (const startMs = performance.now(); performance.now() - startMs < 50_000; ) {
    const found = look()
    if (found) return found as Value
    await pause(25)
  }
  throw new Error(`it never came: ${what}`)
}
