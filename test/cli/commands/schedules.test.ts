import {describe, expect, it} from 'vitest'
import {addCommand} from '../../../src/cli/commands/add.js'
import {editCommand} from '../../../src/cli/commands/edit.js'
import {listCommand} from '../../../src/cli/commands/list.js'
import {nextCommand} from '../../../src/cli/commands/next.js'
import {pauseCommand} from '../../../src/cli/commands/pause.js'
import {removeCommand} from '../../../src/cli/commands/remove.js'
import {resumeCommand} from '../../../src/cli/commands/resume.js'
import {showCommand} from '../../../src/cli/commands/show.js'
import {aRun} from '../../support/a-run.js'
import {aListing, aUser} from '../../support/a-scheduled-review.js'
import {noScheduleFlags} from '../../support/no-access.js'
import {jsonOf, runCommand} from '../../support/run-command.js'

const noPing = {pingUrlStdin: false, allowPrivateAddress: false, ...noScheduleFlags}
const nightly = {...noPing, name: 'nightly', connection: 'emea', schedule: '30 2 * * 1-5', json: false}
const lastRun = {
  errorCode: null,
  errorMessage: null,
  id: 'run-1',
  status: 'completed' as const,
  healthScore: 79.6,
  completedAt: new Date('2025-03-31T10:00:00Z'),
}
const paused = aListing({isActive: false, nextRunAt: null, pausedReason: 'CRM migration'})

describe('add', () => {
  it('tells which deals it is about, and stores that', async () => {
    const filter = {stage: ['Proposal', 'Closing'], closeTo: '+90d'}
    const {out, stored} = await runCommand(addCommand, {...nightly, ...filter})
    expect(out).toContain('\n  deals     stage Proposal or Closing, closing to +90d\n')
    expect(stored.reviews[1]!.filter).toEqual({stages: ['Proposal', 'Closing'], closeTo: '+90d'})
  })

  it('echoes the schedule, its zone and the next five times', async () => {
    const {out, err, stored} = await runCommand(addCommand, nightly)
    expect(out.split('\n')).toEqual([
      'added nightly',
      '  schedule  30 2 * * 1-5 (weekdays at 2:30)',
      '  zone      America/New_York',
      '  next      Wed 2 Apr 2025 02:30 -04:00  in 18h 30m',
      '            Thu 3 Apr 2025 02:30 -04:00',
      '            Fri 4 Apr 2025 02:30 -04:00',
      '            Mon 7 Apr 2025 02:30 -04:00',
      '            Tue 8 Apr 2025 02:30 -04:00',
      '',
    ])
    expect(err).toBe('no daemon is running; it starts reviews when they are due: revsched daemon\n')
    expect(stored.reviews[1]).toMatchObject({
      name: 'nightly',
      timezone: 'America/New_York',
      ruleset: 'recommended',
      overlap: 'skip',
      catchUp: 'latest',
      maxRetries: 2,
      nextRunAt: new Date('2025-04-02T06:30:00Z'),
    })
  })

  it('warns on stderr, and in the JSON', async () => {
    const either = {...nightly, schedule: '0 6 13 * 5'}
    const {err} = await runCommand(addCommand, either)
    expect(err).toMatch(/^warning: .*\n {2}both days: Fri 13 Jun 2025, Fri 13 Feb 2026, Fri 13 Mar 2026\n/)
    const ran = await runCommand(addCommand, {...either, json: true})
    expect(ran.err.trimEnd().split('\n')).toHaveLength(2)
    const added = jsonOf(ran)
    expect(added.warnings).toHaveLength(1)
    expect(added.occurrences).toHaveLength(5)
  })

  it('stores every setting that is given', async () => {
    const given = {catchUp: 'all', overlap: 'queue', maxRetries: 5, description: 'why'} as const
    const times = {catchUpWindow: 1000, splay: 2000, timeout: 3000}
    const {stored} = await runCommand(addCommand, {...nightly, ...given, ...times, rules: 'strict'})
    const saved = {...given, catchUpWindowMs: 1000, splayMs: 2000, timeoutMs: 3000, ruleset: 'strict'}
    expect(stored.reviews[1]).toMatchObject(saved)
  })

  it.each([
    ['the flag', {timezone: 'Asia/Tokyo'}, 'Europe/Berlin', 'Asia/Tokyo'],
    ['the setting', {}, 'Europe/Berlin', 'Europe/Berlin'],
    ['the machine', {}, null, 'America/New_York'],
  ])('takes the zone from %s', async (_, input, setting, expected) => {
    const config = {timezone: {value: setting, origin: 'file' as const, where: ''}}
    const {stored} = await runCommand(addCommand, {...nightly, ...input}, {config})
    expect(stored.reviews[1]?.timezone).toBe(expected)
  })

  it.each([
    ['no connection', {connection: undefined}, 'usage', 'the flag --connection is missing'],
    ['an empty connection', {connection: ''}, 'usage', 'the flag --connection is empty'],
    ['an empty schedule', {schedule: ''}, 'usage', 'the flag --schedule is empty'],
    ['no schedule', {schedule: undefined}, 'usage', 'the flag --schedule is missing'],
    ['an unknown connection', {connection: 'emae'}, 'not-found', 'there is no connection called "emae"'],
    ['a schedule that is none', {schedule: '61 * * * *'}, 'usage', '"61" is not valid in the minute field'],
    ['a zone that is none', {timezone: 'EST'}, 'usage', '"EST" is not a valid time zone'],
    ['a rule file that is not there', {rules: 'nope.yaml'}, 'config', 'cannot read the rule file'],
    ['a name that is taken', {name: 'weekly'}, 'conflict', 'there is a scheduled review called "weekly"'],
    ['a name that means something', {name: 'latest'}, 'usage', 'means the newest run'],
  ])('refuses %s and stores nothing', async (_, input, code, message) => {
    const {error, out, stored} = await runCommand(addCommand, {...nightly, ...input})
    expect(error).toMatchObject({code, message: expect.stringContaining(message)})
    expect(out).toBe('')
    expect(stored.reviews).toHaveLength(1)
  })

  it('refuses a user whose tier does not allow it', async () => {
    const {error} = await runCommand(addCommand, nightly, {stored: {users: [aUser({tier: 'free'})]}})
    expect(error).toMatchObject({code: 'forbidden'})
  })
})

describe('list', () => {
  it.each([
    ['a review that never ran', aListing(), 'weekly emea 0 6 * * 1 Mon 7 Apr 2025 06:00 -04:00 5d 22h never'],
    ['a score as reports show it', aListing({lastRun}), 'weekly … 1d 2h ago 79'],
    [
      'the next time of a review whose stored one has passed',
      aListing({nextRunAt: new Date('2025-03-31T10:00:00Z')}),
      'weekly emea 0 6 * * 1 Mon 7 Apr 2025 06:00 -04:00 5d 22h never',
    ],
    [
      'the next time of a review that is due at this moment',
      aListing({schedule: '0 8 * * *', nextRunAt: new Date('2025-04-01T12:00:00Z')}),
      'weekly emea 0 8 * * * Wed 2 Apr 2025 08:00 -04:00 1d never',
    ],
    [
      'one whose schedule somebody broke',
      aListing({schedule: 'soon', nextRunAt: new Date('2025-03-31T10:00:00Z')}),
      'weekly emea soon Mon 31 Mar 2025 06:00 -04:00 unreadable never',
    ],
    ['a paused one with its reason', paused, 'weekly emea 0 6 * * 1 paused: CRM migration never'],
    [
      'that its connection needs a login',
      aListing({connectionNeedsLogin: 'the refresh token was revoked'}),
      'weekly emea (needs login) 0 6 * * 1 … never',
    ],
    ['one that is never due again', aListing({nextRunAt: null}), 'weekly emea 0 6 * * 1 never again never'],
    [
      'a run that failed',
      aListing({lastRun: {...lastRun, status: 'failed', healthScore: null}}),
      'weekly … 1d 2h ago failed',
    ],
    [
      'a run that may not start any more',
      aListing({lastRun: {...lastRun, status: 'failed', healthScore: null, errorCode: 'forbidden'}}),
      'weekly … 1d 2h ago failed',
    ],
    [
      'a run that had nothing to score',
      aListing({lastRun: {...lastRun, healthScore: null}}),
      'weekly … 1d 2h ago no score',
    ],
    [
      'a run that is going on',
      aListing({lastRun: {...lastRun, status: 'running', completedAt: null, healthScore: null}}),
      'weekly … running',
    ],
  ])('shows %s', async (_, review, expected) => {
    const {out} = await runCommand(listCommand, {json: false, ndjson: false}, {stored: {reviews: [review]}})
    const line = out.split('\n')[1]!.replace(/ +/g, ' ')
    const [start = '', end = ''] = expected.split('…')
    expect(line.startsWith(start.trim()) && line.endsWith(end.trim()), line).toBe(true)
  })

  it.each([
    [{json: true, ndjson: false}, '[]\n', ''],
    [{json: false, ndjson: true}, '', ''],
  ])('of nothing with %j', async (input, out, err) => {
    expect(await runCommand(listCommand, input, {stored: {reviews: []}})).toMatchObject({out, err})
  })

  it('of nothing tells three ways to begin', async () => {
    const {out, err} = await runCommand(listCommand, {json: false, ndjson: false}, {stored: {reviews: []}})
    expect(out).toBe('')
    for (const step of ['revsched demo', 'revsched connection add', 'revsched add'])
      expect(err).toContain(step)
  })

  it.each([
    {json: true, ndjson: false},
    {json: false, ndjson: true},
  ])('gives the stored time with %j, also when it has passed', async input => {
    const stored = {reviews: [aListing({nextRunAt: new Date('2025-03-31T10:00:00Z')})]}
    const {out} = await runCommand(listCommand, input, {stored})
    expect(out).toContain('"nextRunAt":"2025-03-31T10:00:00.000Z"')
  })

  it('has one JSON document, or an object a line', async () => {
    const given = {stored: {reviews: [aListing(), aListing({id: 'review-2', name: 'monthly'})]}}
    const names = (text: string) => JSON.parse(text).map(({name}: {name: string}) => name)
    expect(names((await runCommand(listCommand, {json: true, ndjson: false}, given)).out)).toEqual([
      'weekly',
      'monthly',
    ])
    const lines = (await runCommand(listCommand, {json: false, ndjson: true}, given)).out.trimEnd()
    expect(names(`[${lines.split('\n').join(',')}]`)).toEqual(['weekly', 'monthly'])
  })
})

it.each([
  ['failed', 'forbidden', '"weekly" may not run: the tier "free"\\u{1b} does not allow schedules\n'],
  ['failed', 'unreachable', ''],
  ['queued', 'forbidden', ''],
] as const)('list tells of a last run that is %s (%s): %j', async (status, errorCode, expected) => {
  const errorMessage = 'the tier "free"\u001b does not allow schedules'
  const review = aListing({lastRun: {...lastRun, status, healthScore: null, errorCode, errorMessage}})
  const {err} = await runCommand(listCommand, {json: false, ndjson: false}, {stored: {reviews: [review]}})
  expect(err).toBe(expected)
})

describe('show', () => {
  it('tells why the last run failed', async () => {
    const failed = {...lastRun, status: 'failed' as const, healthScore: null, errorMessage: 'no such tier'}
    const review = aListing({lastRun: failed})
    const {out} = await runCommand(showCommand, {ref: 'weekly', json: false}, {stored: {reviews: [review]}})
    expect(out).toContain(
      '  last run  failed, Mon 31 Mar 2025 06:00 -04:00 (1d 2h ago)\n  why       no such tier\n',
    )
  })

  it('tells every setting in words', async () => {
    const review = aListing({description: 'for the Monday call', splayMs: 300_000, lastRun})
    const {out} = await runCommand(showCommand, {ref: 'weekly', json: false}, {stored: {reviews: [review]}})
    expect(out.split('\n').slice(0, 13)).toEqual([
      'weekly',
      '  id        review-1',
      '  about     for the Monday call',
      '  state     active',
      '  from      emea (file)',
      '  rules     recommended',
      '  catch-up  latest, within 12h',
      '  overlap   skip',
      '  splay     5m',
      '  timeout   10m, 2 retries',
      '  last run  completed, score 79, Mon 31 Mar 2025 06:00 -04:00 (1d 2h ago)',
      '  schedule  0 6 * * 1 (every Monday at 6:00)',
      '  zone      America/New_York',
    ])
  })

  it.each([
    ['nothing of a digest as it is by default', {}, null, undefined],
    ['one row', {length: 1}, null, '1 row'],
    [
      'how its digest looks',
      {title: 'Monday', intro: 'Read \u001b it', sections: ['checks', 'changes'], length: 3},
      'de-DE',
      'title "Monday"; intro "Read \\u{1b} it"; checks, changes; 3 rows; de-DE',
    ],
  ])('tells %s', async (_, template, locale, expected) => {
    const stored = {reviews: [aListing({template, locale})]}
    const {out} = await runCommand(showCommand, {ref: 'weekly', json: false}, {stored})
    expect(/^ {2}looks {5}(.*)$/m.exec(out)?.[1]).toBe(expected)
  })

  it('tells the times from now on, also where the stored one has passed', async () => {
    const stored = {reviews: [aListing({nextRunAt: new Date('2025-03-31T10:00:00Z')})]}
    const {out} = await runCommand(showCommand, {ref: 'weekly', json: false}, {stored})
    expect(out).toContain('  next      Mon 7 Apr 2025 06:00 -04:00  in 5d 22h\n')
  })

  it('of a paused review has its reason and no times', async () => {
    const given = {stored: {reviews: [paused]}}
    const {out} = await runCommand(showCommand, {ref: 'weekly', json: false}, given)
    expect(out).toContain('  state     paused: CRM migration\n')
    expect(out).not.toContain('  next ')
    expect(jsonOf(await runCommand(showCommand, {ref: 'weekly', json: true}, given)).occurrences).toEqual([])
  })
})

describe('edit', () => {
  const edit = (changes: object, given = {}) =>
    runCommand(
      editCommand,
      {...noPing, ping: true, filter: true, without: [], ref: 'weekly', json: false, ...changes},
      given,
    )

  it.each<[string, object, object | null]>([
    ['keeps what is not given', {owner: ['Ann']}, {stages: ['Proposal'], minAmount: 5, owners: ['Ann']}],
    ['replaces a part', {stage: ['Closing']}, {stages: ['Closing'], minAmount: 5}],
    ['takes all of it away', {filter: false}, null],
    ['takes all of it away for another', {filter: false, stage: ['Closing']}, {stages: ['Closing']}],
  ])('%s of a filter', async (_, changes, filter) => {
    const review = aListing({filter: {stages: ['Proposal'], minAmount: 5}})
    const input = {...noPing, ping: true, filter: true, without: [], ref: 'weekly', json: false, ...changes}
    const {error, stored} = await runCommand(editCommand, input, {stored: {reviews: [review]}})
    expect(error).toBeNull()
    expect(stored.reviews[0]!.filter).toEqual(filter)
  })

  it.each([
    ['the schedule', {schedule: 'every tuesday at 7:30'}, {schedule: '30 7 * * 2'}],
    [
      'the zone',
      {timezone: 'US/Pacific'},
      {timezone: 'US/Pacific', timezoneCanonical: 'America/Los_Angeles'},
    ],
    ['the name', {name: 'emea-weekly'}, {name: 'emea-weekly'}],
    ['the rules', {rules: 'strict'}, {ruleset: 'strict'}],
    ['the timeout', {timeout: 90_000}, {timeoutMs: 90_000}],
  ])('changes %s and nothing else', async (_, changes, expected) => {
    const {error, stored} = await edit(changes)
    expect(error).toBeNull()
    const {updatedAt: _updated, nextRunAt: _next, cursor: _cursor, ...before} = aListing()
    expect(stored.reviews[0]).toMatchObject({...before, ...expected})
  })

  it.each([
    ['nothing', {}, 'usage', 'there is nothing to change'],
    ['a schedule that is none', {schedule: 'soon'}, 'usage', '"soon" is not understood'],
    ['a connection that is none', {connection: 'apac'}, 'not-found', 'there is no connection called "apac"'],
    ['rules that are none', {rules: 'nope.yaml'}, 'config', 'cannot read the rule file'],
  ])('refuses %s and changes nothing', async (_, changes, code, message) => {
    const {error, stored} = await edit(changes)
    expect(error).toMatchObject({code, message: expect.stringContaining(message)})
    expect(stored.reviews).toEqual([aListing()])
  })
})

describe('pause and resume', () => {
  it('pauses with a reason, and tells how to go on', async () => {
    const given = {stored: {reviews: [aListing({name: 'EMEA weekly'})]}}
    const input = {ref: 'EMEA weekly', reason: 'migration', json: false}
    const {out, stored} = await runCommand(pauseCommand, input, given)
    expect(out).toBe('paused EMEA weekly; it runs again after: revsched resume "EMEA weekly"\n')
    expect(stored.reviews[0]).toMatchObject({isActive: false, pausedReason: 'migration', nextRunAt: null})
  })

  it('resumes from now on', async () => {
    const given = {stored: {reviews: [paused]}}
    const {out, stored} = await runCommand(resumeCommand, {ref: 'weekly', fromNow: false, json: false}, given)
    expect(out).toBe('resumed weekly; next run Mon 7 Apr 2025 06:00 -04:00 (in 5d 22h)\n')
    // The cursor goes to now: what was due while it was paused is not caught up.
    const now = new Date('2025-04-01T12:00:00Z')
    expect(stored.reviews[0]).toMatchObject({isActive: true, pausedReason: null, cursor: now})
  })

  it('resume of an active review whose stored time has passed tells the next one', async () => {
    const stored = {reviews: [aListing({nextRunAt: new Date('2025-03-31T10:00:00Z')})]}
    const {out} = await runCommand(resumeCommand, {ref: 'weekly', fromNow: false, json: false}, {stored})
    expect(out).toBe('resumed weekly; next run Mon 7 Apr 2025 06:00 -04:00 (in 5d 22h)\n')
  })

  it('resume leaves an active review as it is', async () => {
    const {stored} = await runCommand(resumeCommand, {ref: 'weekly', fromNow: false, json: false})
    const {cursor, nextRunAt, isActive} = aListing()
    expect(stored.reviews[0]).toMatchObject({cursor, nextRunAt, isActive})
  })

  it('resume is refused where adding would be', async () => {
    const given = {stored: {reviews: [paused], users: [aUser({tier: 'pro'})]}}
    const {error, stored} = await runCommand(
      resumeCommand,
      {ref: 'weekly', fromNow: false, json: false},
      given,
    )
    expect(error).toMatchObject({code: 'forbidden'})
    expect(stored.reviews[0]?.isActive).toBe(false)
  })
})

describe('remove', () => {
  it('deletes the review and keeps its runs', async () => {
    const given = {stored: {runs: [aRun()]}}
    const {out, stored} = await runCommand(removeCommand, {ref: 'weekly', json: false}, given)
    expect(out).toBe('removed weekly; its past runs stay in the history\n')
    expect([stored.reviews.length, stored.runs.length]).toEqual([0, 1])
  })
})

describe('next', () => {
  const next = (input: object, given = {}) =>
    runCommand(nextCommand, {count: 2, json: false, ndjson: false, ...input}, given)
  const at = (text: string) => ({at: new Date(`${text}T00:00:00Z`), date: Date.parse(text) / 86_400_000})

  it('of all active reviews, soonest first', async () => {
    const reviews = [
      aListing({name: 'b', schedule: '0 8 * * *'}),
      aListing({name: 'a', schedule: '0 8 * * *'}),
      aListing({name: 'off', schedule: '* * * * *', isActive: false}),
    ]
    const {out} = await next({count: 3}, {stored: {reviews}})
    expect(out.split('\n').map(line => line.replace(/ +/g, ' ').trim())).toEqual([
      'AT IN REVIEW ZONE',
      'Wed 2 Apr 2025 08:00 -04:00 1d a America/New_York',
      'Wed 2 Apr 2025 08:00 -04:00 1d b America/New_York',
      'Thu 3 Apr 2025 08:00 -04:00 2d a America/New_York',
      '',
    ])
  })

  it('of nothing says so', async () => {
    const given = {stored: {reviews: []}}
    expect(await next({}, given)).toMatchObject({
      out: '',
      err: 'nothing is scheduled; add a review: revsched add --help\n',
    })
    expect(jsonOf(await next({json: true}, given))).toEqual([])
  })

  it('of a schedule that is not stored asks no database', async () => {
    const ran = await next({
      schedule: '30 2 * * *',
      timezone: 'America/New_York',
      from: at('2026-03-07'),
      json: true,
    })
    expect(jsonOf(ran)).toEqual({
      schedule: '30 2 * * *',
      timezone: 'America/New_York',
      occurrences: [
        {at: '2026-03-07T07:30:00.000Z', local: '2026-03-07T02:30:00-05:00', note: null},
        {
          at: '2026-03-08T07:00:00.000Z',
          local: '2026-03-08T03:00:00-04:00',
          note: 'clocks skip 02:30: runs at 03:00, the first minute after',
        },
      ],
    })
  })

  it.each([
    ['a zone ahead of UTC', 'Asia/Tokyo', '2026-03-06T15:00:00.000Z'],
    ['a zone behind it', 'America/New_York', '2026-03-07T05:00:00.000Z'],
  ])('a date starts at its midnight, which counts: %s', async (_, timezone, expected) => {
    const ran = await next({schedule: '0 0 * * *', timezone, from: at('2026-03-07'), json: true})
    expect(jsonOf(ran).occurrences[0].at).toBe(expected)
  })

  it.each([
    ['a zone without a schedule', {timezone: 'UTC'}, '--timezone goes with --schedule'],
    ['a review and a schedule', {ref: 'weekly', schedule: '@daily'}, 'next takes either'],
  ])('refuses %s', async (_, input, message) => {
    expect((await next(input)).error).toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message),
    })
  })
})

describe('every command that takes the ref of a scheduled review', () => {
  const commands = [showCommand, pauseCommand, resumeCommand, removeCommand]

  it.each(commands.map(command => [command.name, command] as const))(
    '%s: did you mean',
    async (_, command) => {
      const {error, out} = await runCommand(command, {ref: 'weekyl', json: true})
      expect(error).toMatchObject({code: 'not-found', hint: 'did you mean "weekly"?'})
      expect(out).toBe('')
    },
  )

  it.each(commands.map(command => [command.name, command] as const))(
    '%s --json prints it',
    async (_, command) => {
      const printed = jsonOf(await runCommand(command, {ref: 'review-1', json: true}))
      expect(printed).toMatchObject({id: 'review-1', name: 'weekly', connectionName: 'emea'})
    },
  )
})
