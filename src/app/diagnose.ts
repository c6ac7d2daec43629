import {
  type CrmConnection,
  connectionLabel,
  keepsOwnLogin,
  named,
  refuseWithoutLogin,
} from '../domain/crm-connection.js'
import {type ErrorCode, messageOf, RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Connector} from '../domain/ports/connector.js'
import type {CrmPorts} from '../domain/ports/crm-access.js'
import type {SourceReport} from '../domain/ports/deal-source.js'
import type {ConnectionStore, DatabaseCheck, ReviewListing, ReviewStore} from '../domain/ports/store.js'
import {localText} from '../domain/schedule/local-time.js'
import {shellWord} from '../domain/shell-word.js'
import {refuseProblem} from '../domain/source-problem.js'
import type {User} from '../domain/user.js'
import {count, counted} from '../report/amounts.js'
import {authoriseSchedule, connectionOf} from './authorise.js'
import {planSchedule} from './plan-schedule.js'
import {passesBy} from './take-back-schedule.js'

export type Diagnosis = {
  group:
    | 'runtime'
    | 'configuration'
    | 'database'
    | 'secrets'
    | 'connections'
    | 'channels'
    | 'schedules'
    | 'daemon'
  name: string
  isOk: boolean
  detail: string
  /** The command or step that mends it; null where all is well. */
  fix: string | null
}

export type RuntimeFacts = {
  version: string
  nodeVersion: string
  /** Release of the zone data inside Node, e.g. `2025c`. */
  zoneDataVersion: string
  timeZone: string
  /** Free space where the database is. */
  freeBytes: number
}

const leastFreeBytes = 200 * 1024 * 1024

/** IANA publishes several releases a year; older data than this may miss a change of daylight-saving rules. */
const zoneDataMaxAgeYears = 2

/** No clock that is right is behind the year this version was made in. */
const clockFloor = new Date('2026-11-01T00:00:00Z')

export function diagnoseRuntime(facts: RuntimeFacts, now: Date): Diagnosis[] {
  const zoneYear = Number(/^\d{4}/.exec(facts.zoneDataVersion)?.[0] ?? 0)
  const isZoneDataFresh = now.getUTCFullYear() - zoneYear < zoneDataMaxAgeYears
  const freeMb = Math.floor(facts.freeBytes / (1024 * 1024))
  const checks: Omit<Diagnosis, 'group'>[] = [
    {name: 'revsched', isOk: true, detail: facts.version, fix: null},
    // Supported, or nothing of this would run: start.ts looks first.
    {name: 'node', isOk: true, detail: facts.nodeVersion, fix: null},
    {
      name: 'time zone data',
      isOk: isZoneDataFresh,
      detail: `${facts.zoneDataVersion}, from Node`,
      fix: 'install a newer Node release: it brings its own zone data',
    },
    {
      name: 'clock',
      isOk: now >= clockFloor,
      detail: `${now.toISOString()}, zone ${facts.timeZone}`,
      fix: 'set the clock (timedatectl set-ntp true)',
    },
    {
      name: 'disk space',
      isOk: facts.freeBytes >= leastFreeBytes,
      detail: freeMb < 10_000 ? `${freeMb} MB free` : `${Math.floor(freeMb / 1024)} GB free`,
      fix: 'free some space where the database is',
    },
  ]
  return checks.map(check => ({group: 'runtime', ...check, fix: check.isOk ? null : check.fix}))
}

/** `problems` are what was found wrong with the settings; none is one good check. */
export function diagnoseConfiguration(problems: readonly RevschedError[]): Diagnosis[] {
  const about = {group: 'configuration', name: 'settings'} as const
  if (problems.length === 0) return [{...about, isOk: true, detail: 'all are valid', fix: null}]
  return problems.map(problem => failedCheck(about, problem))
}

/** What `check` finds, or that it failed: without its database, what can be told of the rest is told all the same. */
export async function foundOrFailed(
  about: Pick<Diagnosis, 'group' | 'name'>,
  check: () => Promise<Diagnosis[]>,
): Promise<Diagnosis[]> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof RevschedError && mendable.has(error.code))) throw error
    return [failedCheck(about, error)]
  }
}

/** Not a bug, nor the wish to stop. */
const mendable: ReadonlySet<ErrorCode> = new Set(['config', 'not-found', 'storage'])

function failedCheck(about: Pick<Diagnosis, 'group' | 'name'>, error: RevschedError): Diagnosis {
  return {...about, isOk: false, detail: error.message, fix: error.hint ?? null}
}

/** `library` is what SQLite is built into, shown beside its version: `better-sqlite3 12.11.1`. */
export function diagnoseDatabase(checks: readonly DatabaseCheck[], library: string): Diagnosis[] {
  const restore = 'revsched db check tells more; revsched db restore <file> puts a backup in place'
  return checks.map(({name, isOk, detail, fix = restore}) => ({
    group: 'database',
    name,
    isOk,
    detail: name === 'sqlite' ? `${detail}, ${library}` : detail,
    fix: isOk ? null : fix,
  }))
}

type ConnectionPorts = {
  connectorOf(kind: CrmConnection['kind']): Promise<Connector>
  crmOf(connection: CrmConnection): Promise<CrmPorts>
}

/** Reads every connection to its end, as a review would, but for one that only a person can let in again. */
export async function diagnoseConnections(
  ports: ConnectionPorts & {connections: ConnectionStore},
  actor: User,
  options: {timeZone: string; signal: AbortSignal},
): Promise<Diagnosis[]> {
  const connections = await ports.connections.listConnections(actor.id)
  const diagnoses: Diagnosis[] = []
  for (const connection of connections) {
    diagnoses.push(await diagnoseConnection(ports, connection, options))
  }
  return diagnoses
}

async function diagnoseConnection(
  ports: ConnectionPorts,
  connection: CrmConnection,
  {timeZone, signal}: {timeZone: string; signal: AbortSignal},
): Promise<Diagnosis> {
  const about = {group: 'connections', name: connection.name} as const
  const label = connectionLabel(connection)
  try {
    refuseWithoutLogin(connection)
    const connector = await ports.connectorOf(connection.kind)
    const crm = await ports.crmOf(connection)
    const test = await connector.test(connection.settings, {timeZone, label, crm}, signal)
    refuseProblem(test)
    const read = readText(test.dealsOpen, test.report)
    const detail = connection.kind === 'file' ? read : `${read}; ${test.description}`
    return {...about, isOk: true, detail, fix: null}
  } catch (error) {
    signal.throwIfAborted()
    const detail = messageOf(error)
    return {...about, isOk: false, detail, fix: connectionFix(connection, error)}
  }
}

/** What only a person can let in again is logged in again, where that is ours to do; else what the error itself proposes. */
function connectionFix(connection: CrmConnection, error: unknown): string {
  const more = `revsched connection test ${shellWord(connection.name)} shows more`
  if (!(error instanceof RevschedError)) return more
  if (error.code === 'auth' && (keepsOwnLogin(connection) || error.hint === undefined))
    return `revsched connection login ${shellWord(connection.name)}`
  if (connection.kind === 'file' && error.code === 'source-failed')
    return `${error.hint ?? more}; where it is elsewhere: revsched connection edit ${shellWord(connection.name)} --path <file>`
  return named(error, connectionLabel(connection)).hint ?? more
}

function readText(dealsOpen: number, {rowsRead, refusedCount}: SourceReport): string {
  const refused = refusedCount > 0 ? `, ${count(refusedCount)} refused` : ''
  return `${counted(dealsOpen, 'open deal')} in ${counted(rowsRead, 'row')}${refused}`
}

/** Stored schedules that this version cannot read or run; `checkRules` throws when the rules of one cannot be read. */
export async function diagnoseSchedules(
  ports: {reviews: ReviewStore; clock: Clock; checkRules(ruleset: string): Promise<unknown>},
  actor: User,
): Promise<Diagnosis[]> {
  const listings = await ports.reviews.listReviews(actor.id)
  return Promise.all(listings.map(listing => diagnoseSchedule(ports, actor, listing)))
}

async function diagnoseSchedule(
  ports: {clock: Clock; checkRules(ruleset: string): Promise<unknown>},
  actor: User,
  listing: ReviewListing,
): Promise<Diagnosis> {
  const about = {group: 'schedules', name: listing.name} as const
  if (!listing.isReadable) {
    const fix = `revsched remove ${shellWord(listing.name)}, then add it again; its history stays`
    return {...about, isOk: false, detail: listing.pausedReason ?? 'it cannot be read', fix}
  }
  const paused = listing.pausedReason
  if (paused?.startsWith('quarantined: ')) {
    const fix = `revsched edit ${shellWord(listing.name)} --schedule ... --timezone ..., then revsched resume ${shellWord(listing.name)}`
    return {...about, isOk: false, detail: paused, fix}
  }
  const refusal = listing.isActive ? refusalOf(actor, listing) : null
  if (refusal) return {...about, isOk: false, detail: refusal.message, fix: refusal.hint ?? null}
  try {
    const now = ports.clock.now()
    const {upcoming} = planSchedule(listing.schedule, listing.timezone, {from: now, count: 1})
    await ports.checkRules(listing.ruleset)
    const next = upcoming[0]?.at
    // By a clock that is behind, every cursor is ahead: then it is the clock that wants mending.
    if (now >= clockFloor && passesBy(listing, next)) return {...about, ...aheadOf(listing, next!)}
    const isOverdue = listing.isActive && listing.nextRunAt !== null && listing.nextRunAt < now
    const detail = isOverdue
      ? `due since ${localText(listing.nextRunAt!, listing.timezoneCanonical)}; no daemon has started it: revsched status`
      : `${listing.schedule} ${listing.timezone}, ${nextText(listing, next)}`
    // Not wrong of the schedule: whether a daemon runs is told by `status`.
    return {...about, isOk: true, detail, fix: null}
  } catch (error) {
    const fix = `revsched edit ${shellWord(listing.name)} --schedule ... --timezone ... --rules ...`
    return {...about, isOk: false, detail: messageOf(error), fix}
  }
}

/** Why the runs of a schedule fail, whatever their source gives; null where they may start. */
function refusalOf(actor: User, listing: ReviewListing): RevschedError | null {
  try {
    authoriseSchedule(actor, connectionOf(listing))
    return null
  } catch (error) {
    if (error instanceof RevschedError) return error
    throw error
  }
}

/** The cursor never moves back by itself: who was told of a time as missed or run is not told otherwise. */
function aheadOf({name, nextRunAt, timezoneCanonical}: ReviewListing, next: Date) {
  const at = (instant: Date) => localText(instant, timezoneCanonical)
  const detail = `the clock was ahead when it was looked at last: ${at(next)} will not run, nor anything before ${nextRunAt ? at(nextRunAt) : 'its end'}`
  return {isOk: false, detail, fix: `revsched resume ${shellWord(name)} --from-now`}
}

function nextText({isActive, timezoneCanonical}: ReviewListing, next: Date | undefined): string {
  if (!isActive) return 'paused'
  return next ? `next ${localText(next, timezoneCanonical)}` : 'never again'
}
