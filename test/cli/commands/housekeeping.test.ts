import {describe, expect, it} from 'vitest'
import {completionCommand} from '../../../src/cli/commands/completion.js'
import {configGetCommand} from '../../../src/cli/commands/config-get.js'
import {configPathCommand} from '../../../src/cli/commands/config-path.js'
import {dbBackupCommand} from '../../../src/cli/commands/db-backup.js'
import {dbCheckCommand} from '../../../src/cli/commands/db-check.js'
import {dbMigrateCommand} from '../../../src/cli/commands/db-migrate.js'
import {dbPruneCommand} from '../../../src/cli/commands/db-prune.js'
import {dbRestoreCommand} from '../../../src/cli/commands/db-restore.js'
import {demoCommand} from '../../../src/cli/commands/demo.js'
import {doctorCommand} from '../../../src/cli/commands/doctor.js'
import {rulesExplainCommand} from '../../../src/cli/commands/rules-explain.js'
import {rulesListCommand} from '../../../src/cli/commands/rules-list.js'
import {RevschedError} from '../../../src/domain/errors.js'
import type {ReviewListing} from '../../../src/domain/ports/store.js'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import {aCommandContext} from '../../support/a-command-context.js'
import {aRun} from '../../support/a-run.js'
import {aListing} from '../../support/a-scheduled-review.js'
import {jsonOf, runCommand} from '../../support/run-command.js'

const damaged = [
  {name: 'integrity', isOk: false, detail: 'row 7 missing from index'},
  {name: 'journal_mode', isOk: true, detail: 'wal'},
]

describe('rules', () => {
  it('list has a line per rule, and tells the next step on stderr', async () => {
    const {out, err} = await runCommand(rulesListCommand, {json: false, ndjson: false})
    const lines = out.trimEnd().split('\n')
    expect(lines.slice(1).map(line => line.split(' ')[0])).toEqual(allRules.map(({id}) => id))
    expect(err).toContain('revsched rules explain <rule>')
  })

  it('list as JSON has the same rules', async () => {
    const rules = jsonOf(await runCommand(rulesListCommand, {json: true, ndjson: false}))
    expect(rules.map(({id}: {id: string}) => id)).toEqual(allRules.map(({id}) => id))
  })

  it.each(allRules.map(rule => [rule.id, rule] as const))('explain %s', async (id, rule) => {
    const {out} = await runCommand(rulesExplainCommand, {rule: rule.title.toLowerCase(), json: false})
    const text = out.replace(/\s+/g, ' ')
    for (const part of ['what', 'why', 'fix'] as const) expect(text).toContain(rule.explain[part])
    for (const need of rule.needs) expect(text).toContain(need)
    expect(jsonOf(await runCommand(rulesExplainCommand, {rule: id, json: true}))).toMatchObject({
      id,
      severity: rule.severity,
      ...rule.explain,
    })
  })

  it('explain tells options with their defaults', async () => {
    expect((await runCommand(rulesExplainCommand, {rule: 'no-recent-activity', json: false})).out).toMatch(
      /\nOptions\n {2}days \(integer\) = 30\n/,
    )
  })

  it('explain tells where each source has the fields, and what to do where it has not', async () => {
    const {out} = await runCommand(rulesExplainCommand, {rule: 'close-date-default', json: false})
    expect(out.slice(out.indexOf('Fields'))).toMatchInlineSnapshot(`
      "Fields
        isCloseDateDefault
          file column  not available: a connection to HubSpot, which alone fills in close dates, reads it
          Salesforce   not available: Salesforce fills in no close date, so the rule has nothing to find
                       there
          HubSpot      closedate, createdate (the history of the first: set once, to the end of the month
                       in which the deal was made)
      "
    `)
    const stalled = await runCommand(rulesExplainCommand, {rule: 'stage-stalled', json: false})
    expect(stalled.out.slice(stalled.out.indexOf('Fields'))).toMatchInlineSnapshot(`
      "Fields
        lastStageChangeAt
          file column  Last Stage Change Date, lastStageChangeAt, Last Stage Change,
                       hs_v2_date_entered_current_stage, Date entered current stage, stageEnteredAt, or
                       any with --map lastStageChangeAt="<column>"
          Salesforce   LastStageChangeDate, OpportunityHistory.StageName (the history where there is no
                       such field, as before API version 52)
          HubSpot      hs_v2_date_entered_current_stage, dealstage (where there is no such property, the
                       history of the stage)
        stageHistory of won deals, else fixed limits
          file column  not available: a row tells how a deal is, not how it was; a connection to
                       Salesforce or HubSpot reads it
          Salesforce   OpportunityHistory.StageName
          HubSpot      dealstage (its history)

      Options
        days (integer) = 30
        byStage (object) = {}
        multiple (number) = 1.5
        minSample (integer) = 10
      "
    `)
  })

  it('explain as JSON has the names as lists', async () => {
    const {fields} = jsonOf(await runCommand(rulesExplainCommand, {rule: 'close-date-pushed', json: true}))
    expect(fields).toMatchObject([
      {
        field: 'pushCount',
        isNeeded: true,
        file: {names: ['Push Count', 'Close Date Pushes', 'Close Date Push Count', 'Times Pushed']},
        salesforce: {names: ['PushCount', 'OpportunityHistory.CloseDate']},
        hubspot: {names: ['closedate'], note: 'its history: moves into a later month'},
      },
    ])
  })

  const ownRule =
    'custom:\n  - id: acme/champion\n    category: engagement\n    severity: high\n    when: deal.probability >= 0.5\n' +
    '    violation: deal.pushCount > 1 && deal.custom.Champion__c == "none"\n    message: "{{deal.name}} has none"\n'
  const host = {readText: async () => ownRule}

  it.each(['acme/champion', 'champion'])('explain %s of a rule file', async rule => {
    const given = {rule, rules: 'own.yaml', json: false}
    const {out} = await runCommand(rulesExplainCommand, given, {host})
    expect(out.slice(0, out.indexOf('    file'))).toMatchInlineSnapshot(`
      "acme/champion: Champion
      high, engagement, your own, in own.yaml

      Message   {{deal.name}} has none
      When      deal.probability >= 0.5
      Violation deal.pushCount > 1 && deal.custom.Champion__c == "none"
      Fix       See the rule file.
      Needs     probability, pushCount, custom.Champion__c

      Fields
        probability
      "
    `)
    expect(jsonOf(await runCommand(rulesExplainCommand, {...given, json: true}, {host}))).toMatchObject({
      needs: ['probability', 'pushCount'],
      needsCustom: ['Champion__c'],
      fields: [{field: 'probability'}, {field: 'pushCount'}],
      custom: {when: 'deal.probability >= 0.5', message: '{{deal.name}} has none'},
    })
  })

  it('explain of a rule that the file does not have either: its rules', async () => {
    const {error} = await runCommand(
      rulesExplainCommand,
      {rule: 'x/y', rules: 'own.yaml', json: false},
      {host},
    )
    expect(error).toMatchObject({code: 'not-found', hint: 'the rule file has acme/champion'})
  })

  it('explain of no rule: did you mean', async () => {
    const {error} = await runCommand(rulesExplainCommand, {rule: 'close-date-pats', json: true})
    expect(error).toMatchObject({code: 'not-found', hint: 'did you mean "close-date-past"?'})
  })
})

describe('db', () => {
  it('backup writes beside the caller, not beside the database', async () => {
    const {out} = await runCommand(dbBackupCommand, {file: 'a.db', json: false})
    expect(out).toBe('wrote /data/a.db (4 kB), verified\n')
    expect(jsonOf(await runCommand(dbBackupCommand, {file: '/b/a.db', json: true}))).toEqual({
      path: '/b/a.db',
      bytes: 4096,
    })
  })

  it('restore tells where the database before it went', async () => {
    const {out} = await runCommand(dbRestoreCommand, {file: 'a.db', json: false})
    expect(out).toBe(
      'restored /home/ann/revsched.db\nthe database before it is kept as /home/ann/revsched.db.bak\n',
    )
  })

  it('check prints what it found, then fails', async () => {
    expect(await runCommand(dbCheckCommand, {json: false})).toMatchObject({
      out: '/home/ann/revsched.db\n  ok    integrity  ok\n',
      error: null,
    })
    const {out, error} = await runCommand(dbCheckCommand, {json: false}, {stored: {checks: damaged}})
    expect(out).toContain('  FAIL  integrity     row 7 missing from index\n')
    expect(error).toMatchObject({code: 'storage', hint: 'restore a backup: revsched db restore <file>'})
    const json = await runCommand(dbCheckCommand, {json: true}, {stored: {checks: damaged}})
    expect(JSON.parse(json.out)).toMatchObject({isOk: false, checks: damaged})
  })

  it.each([
    [{from: 1, to: 1, backupPath: null}, '/home/ann/revsched.db is at version 1 already\n'],
    [
      {from: 1, to: 2, backupPath: '/home/ann/v1.bak'},
      '/home/ann/revsched.db went from version 1 to 2\nbackup: /home/ann/v1.bak\n',
    ],
  ])('migrate: %j', async (result, out) => {
    const context = aCommandContext()
    context.files.migrate = async () => result
    expect(await runCommand(dbMigrateCommand, {json: false}, context)).toMatchObject({out})
    expect(jsonOf(await runCommand(dbMigrateCommand, {json: true}, context))).toEqual(result)
  })
})

describe('db prune', () => {
  const now = '2025-04-01T12:00:00Z'
  const agedDays = (days: number, id: string) =>
    aRun({id, createdAt: new Date(Date.parse(now) - days * 86_400_000)})
  const runs = () => [agedDays(401, 'a'), agedDays(399, 'b'), agedDays(80, 'c'), agedDays(1, 'd')]

  it.each([
    ['keeps 400 days unless told otherwise', {}, 'removed 1 run and 0 events\n', ['b', 'c', 'd']],
    ['takes another age', {olderThan: 90 * 86_400_000}, 'removed 2 runs and 0 events\n', ['c', 'd']],
    ['takes another number', {keep: 1}, 'removed 3 runs and 0 events\n', ['d']],
  ])('%s', async (_, input, out, left) => {
    const ran = await runCommand(dbPruneCommand, {...input, json: false}, {now, stored: {runs: runs()}})
    expect(ran.out).toBe(out)
    expect(ran.stored.runs.map(({id}) => id)).toEqual(left)
  })

  it('prints JSON', async () => {
    const ran = await runCommand(dbPruneCommand, {json: true}, {now, stored: {runs: runs()}})
    expect(jsonOf(ran)).toEqual({runs: 1, events: 0})
  })

  it('tells what was removed before it was stopped, and ends as stopped', async () => {
    const stopped = new RevschedError('interrupted', 'stopped by Ctrl-C')
    const context = aCommandContext({now, stored: {runs: runs()}})
    context.signal = AbortSignal.abort(stopped)
    const {out, error} = await runCommand(dbPruneCommand, {json: false}, context)
    expect([out, error]).toEqual(['removed 1 run and 0 events\n', stopped])
  })
})

describe('config', () => {
  const config = {timezone: {value: 'Europe/Berlin', origin: 'env' as const, where: 'REVSCHED_TIMEZONE'}}

  it('get lists every setting and where it comes from', async () => {
    const {out} = await runCommand(configGetCommand, {showOrigin: false, json: false}, {config})
    const lines = out
      .trimEnd()
      .split('\n')
      .map(line => line.split(/ +/))
    expect(lines.map(([name]) => name)).toEqual([
      'SETTING',
      'database',
      'user',
      'timezone',
      'ruleset',
      'color',
      'concurrency',
      'logLevel',
      'backupFolder',
      'backupsKept',
    ])
    expect(lines[3]).toEqual(['timezone', 'Europe/Berlin', 'env', 'REVSCHED_TIMEZONE'])
  })

  it.each([
    [{key: 'timezone', showOrigin: false, json: false}, 'Europe/Berlin\n'],
    [{key: 'ruleset', showOrigin: false, json: false}, 'recommended\n'],
    [
      {key: 'timezone', showOrigin: false, json: true},
      '{"value":"Europe/Berlin","origin":"env","where":"REVSCHED_TIMEZONE"}\n',
    ],
  ])('get %j', async (input, out) => {
    expect((await runCommand(configGetCommand, input, {config})).out).toBe(out)
  })

  it('get of no setting: did you mean', async () => {
    const {error} = await runCommand(configGetCommand, {key: 'timzone', showOrigin: false, json: false})
    expect(error).toMatchObject({code: 'usage', hint: 'did you mean "timezone"?'})
  })

  it('path tells both files', async () => {
    expect((await runCommand(configPathCommand, {json: false})).out).toBe(
      'config    /home/ann/config.yaml\ndatabase  /home/ann/revsched.db\n',
    )
  })
})

describe('doctor', () => {
  // Later than the day before which doctor takes no clock for right.
  const now = '2026-12-01T12:00:00Z'
  const weekly = (changes: Partial<ReviewListing> = {}) =>
    aListing({nextRunAt: new Date('2026-12-07T11:00:00Z'), ...changes})
  const doctor = (json: boolean, {stored, ...given}: Parameters<typeof aCommandContext>[0] = {}) =>
    runCommand(doctorCommand, {json}, {now, stored: {reviews: [weekly()], ...stored}, ...given})

  it('finds nothing wrong, group by group', async () => {
    const {out, error} = await doctor(false)
    expect(error).toBeNull()
    expect(out.split('\n').filter(line => /^\w/.test(line))).toEqual([
      'runtime',
      'configuration',
      'database',
      'secrets',
      'connections',
      'schedules',
      'daemon',
    ])
    expect(out).toContain('  ok    emea  2 open deals in 2 rows\n')
    expect(out).toContain('  ok    weekly  0 6 * * 1 America/New_York, next Mon 7 Dec 2026 06:00 -05:00\n')
  })

  const bad = {
    'a damaged database': {stored: {checks: damaged}},
    'a clock that is years behind': {now: '2025-01-01T00:00:00Z'},
    'old zone data': {host: {zoneDataVersion: '2020a'}},
    'a full disk': {host: {freeBytes: async () => 1_000_000}},
    'a connection that cannot be read': {failure: new Error('the file is gone')},
    'a schedule that cannot be read': {stored: {reviews: [weekly({schedule: 'gibberish'})]}},
    'a setting that is wrong': {configProblems: [new RevschedError('config', 'bad zone', {hint: 'mend it'})]},
    'a database that cannot be opened': {
      databaseFailure: new RevschedError('storage', 'it is full', {hint: 'free some space'}),
    },
    'rules that cannot be read': {stored: {reviews: [weekly({ruleset: '/gone.yaml'})]}},
  }

  it.each(Object.entries(bad))('finds %s, says what mends it, and fails', async (_, given) => {
    const {out, error} = await doctor(false, given)
    expect(out.match(/^ {2}FAIL/gm)).toHaveLength(1)
    expect(out.match(/^ +fix: \S/gm)).toHaveLength(1)
    expect(error).toMatchObject({
      code: 'unhealthy',
      message: expect.stringMatching(/^1 of \d+ checks failed$/),
    })
    const json = await doctor(true, given)
    expect(JSON.parse(json.out).isOk).toBe(false)
  })

  it('shows all other checks where the database cannot be opened', async () => {
    const databaseFailure = new RevschedError('storage', 'it is full', {hint: 'free some space'})
    const {out} = await doctor(true, {databaseFailure})
    const {checks} = JSON.parse(out)
    expect(checks.map(({group}: {group: string}) => group)).toEqual([
      ...Array.from({length: 5}, () => 'runtime'),
      'configuration',
      'database',
    ])
    expect(checks.at(-1)).toEqual({
      group: 'database',
      name: 'opening',
      isOk: false,
      detail: 'it is full',
      fix: 'free some space',
    })
  })

  it.each([
    ['a bug', new TypeError('undefined')],
    ['the wish to stop', new RevschedError('interrupted', 'stopped by Ctrl-C')],
  ])('takes %s for no failed check', async (_, databaseFailure) => {
    const {out, error} = await doctor(false, {databaseFailure})
    expect(error).toBe(databaseFailure)
    expect(out).toBe('')
  })

  it.each([
    [
      'a paused review whose time has passed',
      {isActive: false, nextRunAt: new Date('2026-11-30T11:00:00Z')},
      'ok    weekly  0 6 * * 1 America/New_York, paused',
    ],
    ['a paused review', {isActive: false, nextRunAt: null}, 'America/New_York, paused'],
    [
      'one whose time has passed',
      {nextRunAt: new Date('2026-11-30T11:00:00Z')},
      'ok    weekly  due since Mon 30 Nov 2026 06:00 -05:00; no daemon has started it: revsched status',
    ],
  ])('tells of %s', async (_, review, detail) => {
    const {out, error} = await doctor(false, {stored: {reviews: [weekly(review)]}})
    expect(out).toContain(detail)
    expect(error).toBeNull()
  })
})

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'] as const)('for %s asks the program', async shell => {
    const {out} = await runCommand(completionCommand, {shell, json: false})
    expect(out).toContain('revsched __complete')
    expect(jsonOf(await runCommand(completionCommand, {shell, json: true}))).toEqual({shell, script: out})
  })
})

describe('demo', () => {
  it('starts nothing for a report that could not be written', async () => {
    const refused = new Error('cannot write')
    const host = {checkWritable: () => Promise.reject(refused)}
    const input = {format: 'text' as const, output: 'gone/a.txt', allDeals: false, ndjson: false, json: false}
    expect((await runCommand(demoCommand, input, {host})).error).toBe(refused)
  })

  it('reviews twice with the dates moved to today, and tells the next steps on stderr', async () => {
    const sample = 'id,name,close_date\n1,Kestrel,2026-11-24\n'
    const read: string[] = []
    const context = aCommandContext({
      stored: {connections: [], reviews: []},
      host: {
        temporaryFolder: async () => '/tmp/demo',
        async readText(path) {
          read.push(path)
          return sample
        },
      },
    })
    const input = {format: 'text' as const, allDeals: false, ndjson: false, json: false}
    const {out, err, error} = await runCommand(demoCommand, input, context)
    expect(error).toBeNull()
    expect(read).toEqual([
      '/package/examples/data/pipeline.csv',
      '/package/examples/data/pipeline-next-week.csv',
    ])
    expect(context.host.files.get('/tmp/demo/pipeline.csv')).toContain('1,Kestrel,2025-04-02')
    expect(out).toMatch(/^Sample pipeline {2}as of 2025-04-01 08:00 America\/New_York/)
    expect(out).toContain('Changes since 2025-03-25')
    expect(err).toContain('revsched connection add file emea --path deals.csv')
  })
})
