import {describe, expect, it} from 'vitest'
import {
  diagnoseConnections,
  diagnoseDatabase,
  diagnoseRuntime,
  diagnoseSchedules,
  type RuntimeFacts,
} from '../../src/app/diagnose.js'
import {pauseScheduledReview} from '../../src/app/pause-scheduled-review.js'
import type {CrmConnection} from '../../src/domain/crm-connection.js'
import {type ErrorCode, RevschedError} from '../../src/domain/errors.js'
import type {ConnectionTest} from '../../src/domain/ports/connector.js'
import {aConnection} from '../support/a-scheduled-review.js'
import {Sqlite} from '../support/a-store.js'
import {noAccess, noHttp} from '../support/no-access.js'
import {aTest, fakeConnector, useCase} from '../support/use-case.js'

const given = useCase('2026-11-16T09:00:00Z')

const healthy: RuntimeFacts = {
  version: '1.0.0',
  nodeVersion: '22.14.0',
  zoneDataVersion: '2026a',
  timeZone: 'Europe/Berlin',
  freeBytes: 10 * 1024 ** 3,
}
const megabytes = 1024 * 1024

describe('what the machine offers', () => {
  it.each<[string, Partial<RuntimeFacts>, string, string[]]>([
    ['all is well', {}, '2026-12-01T00:00:00Z', []],
    ['just enough space', {freeBytes: 200 * megabytes}, '2026-12-01T00:00:00Z', []],
    ['a byte less', {freeBytes: 200 * megabytes - 1}, '2026-12-01T00:00:00Z', ['disk space']],
    ['zone data of last year', {zoneDataVersion: '2025c'}, '2026-12-01T00:00:00Z', []],
    ['zone data of the year before', {zoneDataVersion: '2024b'}, '2026-12-01T00:00:00Z', ['time zone data']],
    ['zone data of no known year', {zoneDataVersion: 'unknown'}, '2026-12-01T00:00:00Z', ['time zone data']],
    ['the first right clock', {}, '2026-11-01T00:00:00Z', []],
    ['a clock before this version', {}, '2026-10-31T23:59:59Z', ['clock']],
    ['a clock that was never set', {}, '1970-01-01T00:00:10Z', ['clock']],
  ])('%s', (_, facts, now, wrong) => {
    const checks = diagnoseRuntime({...healthy, ...facts}, new Date(now))
    expect(checks.filter(({isOk}) => !isOk).map(({name}) => name)).toEqual(wrong)
    for (const {isOk, fix} of checks) expect(fix === null).toBe(isOk)
  })
})

describe('the database', () => {
  it('keeps what the store found, with what mends it', () => {
    const checks = [
      {name: 'integrity', isOk: false, detail: 'row missing'},
      {name: 'journal_mode', isOk: true, detail: 'wal'},
      {name: 'sqlite', isOk: true, detail: '3.53.2'},
    ]
    expect(diagnoseDatabase(checks, 'better-sqlite3 12.11.1')).toEqual([
      {group: 'database', ...checks[0], fix: expect.stringContaining('revsched db restore')},
      {group: 'database', ...checks[1], fix: null},
      {group: 'database', name: 'sqlite', isOk: true, detail: '3.53.2, better-sqlite3 12.11.1', fix: null},
    ])
  })
})

describe('connections', () => {
  const options = {timeZone: 'UTC', signal: new AbortController().signal}
  const crmOf = async () => ({http: noHttp, access: noAccess})
  const gone = new RevschedError('source-failed', 'the file "/emea.csv" does not exist')
  const unknownKind = () => Promise.reject(new RevschedError('config', 'no connector for "salesforce"'))

  const nowhere = () => ''
  const edit = (name: string) => `; where it is elsewhere: revsched connection edit ${name} --path <file>`

  it.each<[string, () => ReturnType<typeof unknownKind>, boolean, string, (name: string) => string]>([
    ['that can be read', async () => fakeConnector() as never, true, '3 open deals in 6 rows', nowhere],
    ['that cannot be read', async () => fakeConnector(gone) as never, false, gone.message, edit],
    ['of a kind that this version lacks', unknownKind, false, 'no connector for "salesforce"', nowhere],
  ])('%s', async (_, connectorOf, isOk, detail, elsewhere) => {
    await given.connect(given.at.ann, 'emea')
    await given.connect(given.at.ann, 'apac')
    const fix = (name: string) =>
      isOk ? null : `revsched connection test ${name} shows more${elsewhere(name)}`
    expect(await diagnoseConnections({...given.ports, connectorOf, crmOf}, given.at.ann, options)).toEqual([
      {group: 'connections', name: 'apac', isOk, detail, fix: fix('apac')},
      {group: 'connections', name: 'emea', isOk, detail, fix: fix('emea')},
    ])
  })

  describe('to a CRM', () => {
    const error = (code: ErrorCode, hint?: string) =>
      new RevschedError(code, 'it failed', hint === undefined ? {} : {hint})
    const more = 'revsched connection test "my crm" shows more'
    const login = 'revsched connection login "my crm"'
    const unread = new Error('it was read')
    const read = '3 open deals in 6 rows'
    const used = {...aTest, description: "Salesforce org Acme, 12 % of today's API calls used"}

    it.each<[string, Partial<CrmConnection>, ConnectionTest | Error, [boolean, string, string | null]]>([
      ['tells what it is', {}, used, [true, `${read}; ${used.description}`, null]],
      ['but not of a file', {kind: 'file'}, used, [true, read, null]],
      ['whose login is refused', {}, error('auth'), [false, 'it failed', login]],
      ['refused with a hint', {}, error('auth', 'give it a scope'), [false, 'it failed', login]],
      [
        'whose login another program keeps',
        {settings: {login: 'sf-cli'}},
        error('auth', 'sf org login web --alias acme'),
        [false, 'it failed', 'sf org login web --alias acme'],
      ],
      ['kept so, without a hint', {settings: {login: 'sf-cli'}}, error('auth'), [false, 'it failed', login]],
      ['out of calls', {}, error('quota', 'tomorrow'), [false, 'it failed', 'tomorrow']],
      ['out of calls, without a hint', {}, error('quota'), [false, 'it failed', more]],
      ['that wants a pause', {}, error('rate-limited', 'in a minute'), [false, 'it failed', 'in a minute']],
      ['out of reach', {}, error('unreachable', 'the proxy'), [false, 'it failed', 'the proxy']],
      ['with a hint to its name', {}, error('schema', 'show <name>'), [false, 'it failed', 'show "my crm"']],
      ['with a bug', {}, new Error('it broke'), [false, 'it broke', more]],
      [
        'that needs a login is not read',
        {needsLogin: 'revoked'},
        unread,
        [false, 'salesforce "my crm" needs a login: revoked', login],
      ],
      [
        'that needs one of another program is',
        {needsLogin: 'revoked', settings: {login: 'sf-cli'}},
        used,
        [true, `${read}; ${used.description}`, null],
      ],
    ])('%s', async (_, changes, result, [isOk, detail, fix]) => {
      const stored = aConnection({
        name: 'my crm',
        kind: 'salesforce',
        settings: {login: 'browser'},
        ...changes,
      })
      const ports = {
        connections: {...given.ports.connections, listConnections: async () => [stored]},
        connectorOf: async () => fakeConnector(result),
        crmOf,
      }
      expect(await diagnoseConnections(ports, given.at.ann, options)).toEqual([
        {group: 'connections', name: 'my crm', isOk, detail, fix},
      ])
    })
  })

  it('are not blamed when the user stopped the command', async () => {
    await given.connect(given.at.ann, 'emea')
    const reason = new RevschedError('interrupted', 'stopped by Ctrl-C')
    const signal = AbortSignal.abort(reason)
    const connectorOf = async () => fakeConnector(reason)
    const diagnosed = diagnoseConnections({...given.ports, connectorOf, crmOf}, given.at.ann, {
      ...options,
      signal,
    })
    await expect(diagnosed).rejects.toBe(reason)
  })
})

describe('schedules', () => {
  const readable = async () => undefined
  const unreadable = () => Promise.reject(new RevschedError('config', 'cannot read the rule file "/r.yaml"'))

  type Row = {
    now?: string
    sql?: string
    isPaused?: boolean
    checkRules?: () => Promise<unknown>
    isOk: boolean
    detail: string
    fix: string | null
  }
  const edit = expect.stringContaining('revsched edit weekly') as string
  const next = '0 6 * * 1 America/New_York, next'

  it.each<[string, Row]>([
    ['in order', {isOk: true, detail: `${next} Mon 16 Nov 2026 06:00 -05:00`, fix: null}],
    [
      'due at this moment',
      {now: '2026-11-16T11:00:00Z', isOk: true, detail: `${next} Mon 23 Nov 2026 06:00 -05:00`, fix: null},
    ],
    [
      'whose time has passed, while no daemon runs',
      {
        now: '2026-11-16T11:00:01Z',
        isOk: true,
        detail: 'due since Mon 16 Nov 2026 06:00 -05:00; no daemon has started it: revsched status',
        fix: null,
      },
    ],
    [
      'paused',
      {
        now: '2026-11-16T12:00:00Z',
        isPaused: true,
        isOk: true,
        detail: '0 6 * * 1 America/New_York, paused',
        fix: null,
      },
    ],
    [
      'with rules that cannot be read',
      {checkRules: unreadable, isOk: false, detail: 'cannot read the rule file "/r.yaml"', fix: edit},
    ],
    [
      'with a schedule that somebody broke',
      {
        sql: "schedule = '61 * * * *'",
        isOk: false,
        detail: expect.stringContaining('"61"') as string,
        fix: edit,
      },
    ],
    [
      'with a zone that somebody broke',
      {sql: "timezone = 'Mars'", isOk: false, detail: expect.stringContaining('"Mars"') as string, fix: edit},
    ],
    [
      'that the daemon paused, though what it was added with is right',
      {
        sql: 'is_active = 0, paused_reason = \'quarantined: no zone "Mars"\'',
        isOk: false,
        detail: 'quarantined: no zone "Mars"',
        fix: 'revsched edit weekly --schedule ... --timezone ..., then revsched resume weekly',
      },
    ],
    [
      'with settings that somebody broke',
      {
        sql: "filter = '{'",
        isOk: false,
        detail: 'its stored settings cannot be read',
        fix: 'revsched remove weekly, then add it again; its history stays',
      },
    ],
  ])('%s', async (_, {now, sql, isPaused = false, checkRules = readable, ...expected}) => {
    await given.connect(given.at.ann, 'emea')
    await given.schedule()
    if (isPaused) await pauseScheduledReview(given.ports, given.at.ann, {ref: 'weekly', reason: null})
    if (sql) {
      const file = new Sqlite(given.at.database.path)
      file.exec(`UPDATE scheduled_reviews SET ${sql}`)
      file.close()
    }
    if (now) given.at.clock.set(now)
    expect(await diagnoseSchedules({...given.ports, checkRules}, given.at.ann)).toEqual([
      {group: 'schedules', name: 'weekly', ...expected},
    ])
  })
})
