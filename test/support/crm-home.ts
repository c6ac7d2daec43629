import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir, userInfo} from 'node:os'
import {join} from 'node:path'
import {secretPlace} from '../../src/app/secret-keepers.js'
import type {ConnectionKind} from '../../src/domain/crm-connection.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import {secretBox} from '../../src/platform/secret-box.js'
import {openDatabase} from '../../src/store/open.js'
import {aConnection, aListing} from './a-scheduled-review.js'
import {storeOptions} from './a-store.js'
import {rowsIn} from './due-now.js'
import {program, run} from './program.js'
import {foundSecrets} from './secret-hunt.js'

export type CrmRan = {
  exit: number | null
  out: string
  err: string
  error: {code: string; message: string} | null
}

/** What a run left behind; `isScored` is 1 where there is anything of a review: a score, an analysis, results of rules. */
type StoredRun = {status: string; errorCode: string | null; deals: number | null; isScored: 0 | 1}

type RunOptions = {env?: NodeJS.ProcessEnv; before?: readonly string[]}

type Connected = {kind: ConnectionKind; settings: Record<string, unknown>; secret: string}

export type CrmHome = Awaited<ReturnType<typeof crmHome>>

/**
 * A folder of its own with the connection `emea`, logged in with `secret`, and its scheduled review `weekly`: what `connection add` and `add`
 * leave, without their processes.
 */
export async function crmHome({kind, settings, secret}: Connected, changes: Partial<ScheduledReview> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'revsched-crm-fault-'))
  const state = join(folder, 'state')
  mkdirSync(state)
  const box = secretBox({env: {}, keyFile: join(state, 'revsched.key')})
  const said: Record<string, string> = {}
  const connection = aConnection({kind, settings})
  const now = new Date()
  // Not due for a year, and nothing missed before.
  const times = {
    createdAt: now,
    updatedAt: now,
    cursor: now,
    nextRunAt: new Date(now.getTime() + 365 * 86_400_000),
  }
  const review = aListing({timezone: 'UTC', timezoneCanonical: 'UTC', ...times, ...changes})
  const database = await openDatabase(join(state, 'revsched.db'), storeOptions)
  const {id: userId} = await database.ensureUser(userInfo().username, 'team')
  await database.addConnection({...connection, userId}, await box.seal(secret, secretPlace(connection.id)))
  await database.addReviews([{...review, userId}])
  database.close()
  const environment = {
    HOME: folder,
    REVSCHED_HOME: state,
    REVSCHED_LOGLEVEL: 'debug',
    TZ: 'UTC',
    no_proxy: '*',
  }
  const rows = <Row>(query: string) => rowsIn<Row>(state, query)
  return {
    folder,
    state,
    /** Beside what commands print, for the hunt. */
    said,
    /** The built program with all that it may tell; what it says is kept for the hunt. `before` is a command that runs it. */
    async run(args: readonly string[], {env, before = []}: RunOptions = {}): Promise<CrmRan> {
      const [command, ...rest] = [...before, process.execPath, program, ...args]
      const {code, stdout, stderr} = await run(command!, rest, {env: {...environment, ...env}})
      said[`${args.join(' ')} (${Object.keys(said).length})`] = stdout + stderr
      const line = stderr.split('\n').find(text => text.startsWith('{"error"'))
      return {exit: code, out: stdout, err: stderr, error: line === undefined ? null : JSON.parse(line).error}
    },
    /** Every run, oldest first. */
    runs: () => rows<StoredRun>(storedRuns),
    needsLogin: () => rows<{marked: number}>(marked)[0]!.marked === 1,
    /** What the connection is logged in with. */
    async secret(): Promise<string> {
      const [row] = rows<{secret: Uint8Array}>('SELECT secret FROM crm_connections')
      return box.open(row!.secret, secretPlace(connection.id))
    },
    /** Where any of the secrets stands in what was said, or in a file. */
    hunt: (secrets: Iterable<string>) => foundSecrets([...secrets], {texts: said, folders: [folder]}),
    remove: () => rmSync(folder, {recursive: true, force: true}),
  }
}

const storedRuns = `SELECT status, error_code AS errorCode, deals_analyzed AS deals, health_score IS NOT NULL
    OR EXISTS (SELECT 1 FROM analyses WHERE run_id = run.id) OR EXISTS (SELECT 1 FROM rule_results WHERE run_id = run.id) AS isScored
  FROM review_runs AS run ORDER BY created_at, rowid`

const marked = 'SELECT needs_login IS NOT NULL AS marked FROM crm_connections'
