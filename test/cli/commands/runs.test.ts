import {describe, expect, it} from 'vitest'
import {diffCommand} from '../../../src/cli/commands/diff.js'
import {historyCommand} from '../../../src/cli/commands/history.js'
import {reportCommand} from '../../../src/cli/commands/report.js'
import {runNowCommand} from '../../../src/cli/commands/run-now.js'
import {ClosedPipe} from '../../../src/cli/io.js'
import {coloredPaint} from '../../../src/cli/paint.js'
import type {Delivery, DeliveryStatus} from '../../../src/domain/delivery/delivery.js'
import {RevschedError} from '../../../src/domain/errors.js'
import type {ReviewListing} from '../../../src/domain/ports/store.js'
import {encodeAnalysis} from '../../../src/domain/review/analysis-document.js'
import {aCommandContext} from '../../support/a-command-context.js'
import {aDeal} from '../../support/a-deal.js'
import {aRun} from '../../support/a-run.js'
import {aListing} from '../../support/a-scheduled-review.js'
import {anAnalysis} from '../../support/an-analysis.js'
import {aClaimedDelivery} from '../../support/an-outbox.js'
import {fakeConnector} from '../../support/fake-connector.js'
import {jsonOf, runCommand} from '../../support/run-command.js'

const formats = ['text', 'json', 'markdown', 'html', 'csv'] as const
const weekly = {
  ref: 'weekly',
  deliver: true,
  queue: false,
  wait: false,
  format: 'text' as const,
  allDeals: false,
  ndjson: false,
  onlyNew: false,
  json: false,
}
const bare = {...weekly, ref: undefined, connection: 'emea'}
const [, , ...formatStarts] = [
  '',
  '',
  'weekly  as of ',
  '{"run":{"id":',
  '# weekly: ',
  '<!doctype html>',
  'Deal ID,',
]

describe('run-now', () => {
  it('stores the run and prints its report', async () => {
    const {out, err, stored} = await runCommand(runNowCommand, weekly)
    expect(out).toMatch(
      /^weekly {2}as of 2025-04-01 08:00 America\/New_York {2}run id-1\n\nHealth 80 green\n/,
    )
    expect(out).toContain('close date was 31 days ago')
    expect(err).toBe('')
    expect(stored.runs).toHaveLength(1)
    expect(stored.runs[0]).toMatchObject({
      status: 'completed',
      trigger: 'manual',
      scheduledReviewId: 'review-1',
      dealsAnalyzed: 2,
      issuesFound: 1,
    })
  })

  it.each(formats.map((format, index) => [format, formatStarts[index]!] as const))(
    'prints as %s',
    async (format, start) => {
      const {out} = await runCommand(runNowCommand, {...weekly, format})
      expect(out.startsWith(start)).toBe(true)
    },
  )

  const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/
  const hostile = aDeal({id: 'd1', name: 'a\u001b[2J\u009bb\u202ec', closeDate: '2025-03-01'})

  it.each(formats)('sends nothing of a deal to a terminal that it would obey, as %s', async format => {
    const given = {deals: [hostile], isTerminal: true}
    const {out, error} = await runCommand(runNowCommand, {...weekly, format}, given)
    expect(error).toBeNull()
    expect(out.replaceAll('\r\n', '\n')).not.toMatch(obeyed)
    if (format === 'json') expect(JSON.parse(out).review.deals[0].name).toBe(hostile.name)
  })

  it.each([
    ['csv', hostile.name!],
    ['json', 'a\\u001b[2J\u009bb\u202ec'],
  ] as const)('gives a pipe or a file the data as it is, as %s', async (format, name) => {
    const piped = await runCommand(runNowCommand, {...weekly, format}, {deals: [hostile]})
    expect(piped.out).toContain(name)
    const input = {...weekly, format, output: 'review'}
    const {files} = await runCommand(runNowCommand, input, {deals: [hostile], isTerminal: true})
    expect(files.get('review')).toContain(name)
  })

  it('has in JSON what became of its digest, as report --json does', async () => {
    const context = aCommandContext()
    const database = await context.database()
    let status: DeliveryStatus = 'pending'
    context.database = async () => ({
      ...database,
      async advanceDeliveries(input) {
        status = 'sent'
        return database.advanceDeliveries(input)
      },
      listDeliveries: async ([runId]) => [aClaimedDelivery({runId: runId!, status}).delivery],
    })
    const ran = await runCommand(runNowCommand, {...weekly, json: true}, context)
    expect(jsonOf(ran)).toMatchObject({
      run: {id: 'id-1'},
      deliveries: [{channel: 'pipeline', status: 'sent'}],
    })
    expect(ran.err).toBe('slack "pipeline" (#pipeline): delivered\n')
  })

  it('prints its JSON also when its digest does not arrive', async () => {
    const context = aCommandContext()
    const database = await context.database()
    const failed = aClaimedDelivery({status: 'failed', lastError: 'it said no'}).delivery
    context.database = async () => ({...database, listDeliveries: async () => [failed]})
    const {out, error} = await runCommand(runNowCommand, {...weekly, format: 'json'}, context)
    expect(JSON.parse(out).deliveries).toMatchObject([{status: 'failed'}])
    expect(error).toMatchObject({code: 'delivery-failed'})
  })

  it('--json is --format json', async () => {
    const {run, review} = jsonOf(await runCommand(runNowCommand, {...weekly, format: 'csv', json: true}))
    expect([run.reviewName, review.findings.length]).toEqual(['weekly', 1])
  })

  it('writes a report to a file, without colours, and says so on stderr', async () => {
    const context = aCommandContext({isTerminal: true})
    context.io.out.paint = coloredPaint
    const {out, err, files} = await runCommand(runNowCommand, {...weekly, output: 'review.txt'}, context)
    expect([out, err]).toEqual(['', 'wrote review.txt\n'])
    expect(files.get('review.txt')).toMatch(/^weekly {2}as of/)
  })

  it('compares with the last run of the same review', async () => {
    const context = aCommandContext()
    expect((await runCommand(runNowCommand, weekly, context)).out).toContain('this is the first review')
    expect((await runCommand(runNowCommand, weekly, context)).out).toContain('  no deal changed\n')
    expect((await runCommand(runNowCommand, bare, context)).out).not.toContain('Changes')
  })

  it.each([
    ['a date is noon in the zone of the review', '2025-03-31T00:00Z', 20_178, '2025-03-31T16:00:00.000Z'],
    ['an instant is that instant', '2025-03-30T23:30Z', null, '2025-03-30T23:30:00.000Z'],
  ])('--as-of: %s', async (_, at, date, expected) => {
    const ran = await runCommand(runNowCommand, {...weekly, asOf: {at: new Date(at), date}, json: true})
    expect(jsonOf(ran).review.asOf).toBe(expected)
  })

  it.each([
    ['the flag', {timezone: 'Asia/Tokyo'}, null, 'Asia/Tokyo'],
    ['the setting', {}, 'Europe/Berlin', 'Europe/Berlin'],
    ['the machine', {}, null, 'America/New_York'],
  ])('a bare connection is judged in the zone of %s', async (_, input, setting, expected) => {
    const config = {timezone: {value: setting, origin: 'file' as const, where: ''}}
    const ran = await runCommand(runNowCommand, {...bare, ...input, json: true}, {config})
    expect(jsonOf(ran).review.timezone).toBe(expected)
    expect(ran.stored.runs[0]).toMatchObject({scheduledReviewId: null, reviewName: 'emea'})
  })

  it.each([
    ['critical', 1],
    ['high', 1],
    ['low', 1],
  ] as const)('--fail-on %s fails after the report was printed', async (failOn, findings) => {
    const {error, out} = await runCommand(runNowCommand, {...weekly, failOn})
    expect(error).toMatchObject({
      code: 'threshold',
      message: `${findings} finding is ${failOn} or worse (--fail-on ${failOn})`,
    })
    expect(out).toContain('Health 80 green')
  })

  it.each([
    ['what was found', 'critical', undefined, {code: 'threshold'}],
    ['nothing that bad', 'critical', [aDeal()], {message: 'gone'}],
    ['no limit', undefined, undefined, {message: 'gone'}],
  ] as const)('where nobody reads the report ends with %s', async (_, failOn, deals, expected) => {
    const context = aCommandContext(deals ? {deals} : {})
    context.io.out.write = () => Promise.reject(new ClosedPipe('gone'))
    const {error, stored} = await runCommand(runNowCommand, {...weekly, failOn}, context)
    expect(error).toMatchObject(expected)
    expect(stored.runs).toHaveLength(1)
  })

  const full = new RevschedError('storage', 'cannot write: no space is left', {hint: 'choose another file'})

  it.each<[string, object, Partial<ReviewListing>, string]>([
    ['a scheduled review', weekly, {}, 'revsched report weekly@latest prints it again'],
    ['a connection', bare, {}, 'revsched report emea@latest prints it again'],
    [
      'an awkward name',
      {ref: 'Q4 EMEA'},
      {name: 'Q4 EMEA'},
      'revsched report "Q4 EMEA@latest" prints it again',
    ],
  ])('whose output fails is told to be stored: %s', async (_, input, review, hint) => {
    const context = aCommandContext({stored: {reviews: [aListing(review)]}})
    context.io.out.write = () => Promise.reject(full)
    const {error, stored} = await runCommand(runNowCommand, {...weekly, ...input}, context)
    expect(error).toMatchObject({
      code: 'storage',
      message: 'cannot write: no space is left; the review is stored',
      hint,
    })
    expect(stored.runs).toMatchObject([{status: 'completed'}])
  })

  it('whose output fails for another reason ends with that reason', async () => {
    const context = aCommandContext()
    context.io.out.write = () => Promise.reject(new TypeError('a bug'))
    expect((await runCommand(runNowCommand, weekly, context)).error).toMatchObject({message: 'a bug'})
  })

  it.each([
    ['nothing is that bad', [aDeal({nextStep: null})], 'high'],
    ['nothing is found', [aDeal()], 'info'],
    ['there are no deals', [], 'info'],
  ] as const)('--fail-on passes where %s', async (_, deals, failOn) => {
    expect((await runCommand(runNowCommand, {...weekly, failOn}, {deals})).error).toBeNull()
  })

  it.each([
    [
      'neither a review nor a connection',
      {ref: undefined},
      'run-now takes either a scheduled review or --connection',
    ],
    ['both', {connection: 'emea'}, 'run-now takes either a scheduled review or --connection'],
    [
      'another zone for a review',
      {timezone: 'UTC'},
      '--timezone goes with --connection: a scheduled review has its own',
    ],
    [
      'a zone that is none',
      {ref: undefined, connection: 'emea', timezone: 'EST'},
      '"EST" is not a valid time zone',
    ],
  ])('refuses %s, and starts no run', async (_, input, message) => {
    const {error, stored} = await runCommand(runNowCommand, {...weekly, ...input})
    expect(error).toMatchObject({code: 'usage', message: expect.stringContaining(message)})
    expect(stored.runs).toEqual([])
  })

  it('starts no run for a report that could not be written', async () => {
    const refused = new RevschedError('storage', 'cannot write "gone/a.txt"')
    const host = {checkWritable: () => Promise.reject(refused)}
    const {error, stored} = await runCommand(runNowCommand, {...weekly, output: 'gone/a.txt'}, {host})
    expect([error, stored.runs]).toEqual([refused, []])
  })

  it.each([
    [new RevschedError('source-failed', 'the file is gone'), 'failed', 'source-failed'],
    [new RevschedError('interrupted', 'stopped by Ctrl-C'), 'cancelled', 'interrupted'],
    [new RevschedError('terminated', 'stopped by SIGTERM'), 'cancelled', 'terminated'],
    [new TypeError('x is not a function'), 'failed', 'internal'],
  ])('stores a failure with its reason, and prints no report: %s', async (failure, status, errorCode) => {
    const {error, out, stored} = await runCommand(runNowCommand, weekly, {failure})
    expect([error, out]).toEqual([failure, ''])
    expect(stored.runs[0]).toMatchObject({status, errorCode, errorMessage: failure.message})
  })
})

const document = encodeAnalysis(anAnalysis())

/** Two completed runs of `weekly`, between them one that failed. */
function pastRuns() {
  const at = (day: number) => new Date(`2025-03-${day}T10:00:00Z`)
  const times = (day: number) => ({createdAt: at(day), startedAt: at(day), completedAt: at(day)})
  const failed = {
    id: 'bbbb2222-fail',
    status: 'failed' as const,
    healthScore: null,
    dealsAnalyzed: null,
    issuesFound: null,
    highRiskDeals: null,
    errorCode: 'source-failed',
    errorMessage: 'the file is gone',
  }
  return {
    runs: [
      aRun({id: 'aaaa1111-first', ...times(17), healthScore: 79.6, dealsAnalyzed: 12_345}),
      aRun({...failed, ...times(24)}),
      aRun({id: 'cccc3333-last', ...times(31), healthScore: 74.8}),
    ],
    analyses: new Map([
      ['aaaa1111-first', document],
      ['cccc3333-last', document],
    ]),
  }
}

describe('history', () => {
  const all = {status: [], follow: false, json: false, ndjson: false}
  const history = (input: object, stored: object = pastRuns()) =>
    runCommand(historyCommand, {...all, ...input}, {stored})

  it('is a table, newest first, with scores as reports show them', async () => {
    const {out, err} = await history({})
    expect(out.split('\n')).toEqual([
      'RUN       REVIEW  WHEN                             AGO  STATUS     SCORE   DEALS  FINDINGS  HIGH RISK',
      'cccc3333  weekly  Mon 31 Mar 2025 06:00 -04:00   1d 2h  completed     75       6         6          2',
      'bbbb2222  weekly  Mon 24 Mar 2025 06:00 -04:00   8d 2h  failed',
      'aaaa1111  weekly  Mon 17 Mar 2025 06:00 -04:00  15d 2h  completed     79  12,345         6          2',
      '',
    ])
    expect(err).toBe('why a run failed: revsched report bbbb2222\n')
  })

  describe('of what did not run', () => {
    const due = new Date('2025-03-31T10:00:00Z')
    const recorded = {createdAt: new Date('2025-04-01T11:00:00Z'), startedAt: null, healthScore: null}
    const none = {...recorded, dealsAnalyzed: null, issuesFound: null, highRiskDeals: null, scheduledFor: due}
    const range = {rangeUntil: new Date('2025-04-01T09:00:00Z'), missedCount: 1380}
    const runs = [
      aRun({...none, id: 'aaaa1111', status: 'missed', ...range}),
      aRun({...none, id: 'bbbb2222', status: 'skipped'}),
      aRun({...none, id: 'cccc3333', status: 'queued', scheduledFor: null}),
    ]

    it('tells when it was due, of a range from when until when and how often', async () => {
      const {out} = await history({}, {runs})
      expect(out.split('\n').map(line => line.slice(18, 98).trimEnd())).toEqual([
        'WHEN                                                           AGO  STATUS',
        'Tue 1 Apr 2025 07:00 -04:00                                     1h  queued',
        'Mon 31 Mar 2025 06:00 -04:00                                 1d 2h  skipped',
        'Mon 31 Mar 2025 06:00 -04:00 to Tue 1 Apr 2025 05:00 -04:00     3h  1,380 missed',
        '',
      ])
    })

    it('is short in a terminal', async () => {
      const {out} = await runCommand(historyCommand, all, {stored: {runs}, isTerminal: true})
      expect(out).toContain('31 Mar 06:00 to 1 Apr 05:00')
      expect(out).toContain('1,380 missed')
    })

    it('has all of it in JSON', async () => {
      const [, skipped, missed] = jsonOf(await history({json: true}, {runs}))
      expect(skipped).toMatchObject({status: 'skipped', scheduledFor: due.toISOString(), rangeUntil: null})
      expect(missed).toMatchObject({scheduledFor: due.toISOString(), rangeUntil: '2025-04-01T09:00:00.000Z'})
      expect(missed.missedCount).toBe(1380)
    })
  })

  it.each([
    ['one state', {status: ['failed' as const]}, ['bbbb2222-fail']],
    ['a limit', {limit: 2}, ['cccc3333-last', 'bbbb2222-fail']],
    ['no limit', {limit: 0}, ['cccc3333-last', 'bbbb2222-fail', 'aaaa1111-first']],
    ['one review', {ref: 'weekly'}, ['cccc3333-last', 'bbbb2222-fail', 'aaaa1111-first']],
    [
      'an instant',
      {since: {at: new Date('2025-03-24T10:00:00Z'), date: null}},
      ['cccc3333-last', 'bbbb2222-fail'],
    ],
  ])('of %s', async (_, input, ids) => {
    expect(jsonOf(await history({...input, json: true})).map(({id}: {id: string}) => id)).toEqual(ids)
  })

  it.each([
    ['2025-03-31T03:59:59Z', 0],
    ['2025-03-31T04:00:00Z', 1],
  ])('--since a date begins at its midnight here: a run of %s counts %d times', async (createdAt, count) => {
    const since = {at: new Date('2025-03-31T00:00:00Z'), date: 20_178}
    const stored = {runs: [aRun({createdAt: new Date(createdAt)})]}
    expect(jsonOf(await history({since, json: true}, stored))).toHaveLength(count)
  })

  it('shows 20 in the table and all in JSON unless it is told', async () => {
    const runs = Array.from({length: 25}, (_, index) => aRun({id: `run-${index}`}))
    const table = await history({}, {runs})
    expect(table.out.trimEnd().split('\n')).toHaveLength(21)
    expect(table.err).toBe('20 of 25 runs; --limit 0 shows all\n')
    expect(jsonOf(await history({json: true}, {runs}))).toHaveLength(25)
    expect((await history({ndjson: true}, {runs})).out.trimEnd().split('\n')).toHaveLength(25)
  })

  it('says how many are not shown', async () => {
    expect((await history({limit: 1})).err).toBe('1 of 3 runs; --limit 0 shows all\n')
  })

  it.each([
    ['no runs at all', {}, 'no runs yet; start one: revsched run-now <name>\n'],
    ['no runs of a review', {ref: 'weekly'}, 'no runs of "weekly" yet; start one: revsched run-now weekly\n'],
    ['none in that state', {status: ['missed' as const]}, 'no such runs; all of them: revsched history\n'],
    [
      'none of a review in that state',
      {ref: 'weekly', status: ['missed' as const]},
      'no such runs of "weekly"; all of them: revsched history weekly\n',
    ],
  ])('with %s', async (_, input, err) => {
    expect(await history(input, {runs: []})).toMatchObject({out: '', err, error: null})
  })

  it('is an object a line with --ndjson', async () => {
    const lines = (await history({ndjson: true})).out.trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line).status)).toEqual(['completed', 'failed', 'completed'])
  })
})

describe('history --follow', () => {
  const all = {status: [], follow: true, json: false, ndjson: false}
  const seconds = (count: number) => new Date(Date.parse('2025-04-01T12:00:00Z') + count * 1000)

  /** A run that waits, then another that comes and completes, then Ctrl-C, or what is given. */
  async function followed(input: object, reason = new RevschedError('interrupted', 'stopped by Ctrl-C')) {
    const stop = new AbortController()
    const context = aCommandContext({
      stored: {runs: [...pastRuns().runs, aRun({id: 'dddd4444', status: 'queued', healthScore: null})]},
    })
    context.signal = stop.signal
    let writes = 0
    const database = await context.database()
    context.database = async () => ({...database, changeCounter: () => writes})
    const {runs} = context.stored
    const step = async (change: () => void) => {
      change()
      writes++
      await context.clock.advance(3000)
    }
    const ran = runCommand(historyCommand, {...all, ...input}, context)
    await context.clock.advance(3000)
    await step(() => runs.push(aRun({id: 'eeee5555', status: 'running', startedAt: seconds(3)})))
    await step(() => {
      runs[3] = {...runs[3]!, status: 'cancelled', completedAt: seconds(7)}
      runs[4] = {...runs[4]!, status: 'completed', completedAt: seconds(6)}
    })
    await step(() => undefined)
    stop.abort(reason)
    return ran
  }

  it('prints the past, oldest first, then what comes and what ends, until Ctrl-C', async () => {
    const {out, err, error} = await followed({})
    expect(out.split('\n').map(line => [line.slice(0, 8), line.slice(48, 57)].join(' ').trimEnd())).toEqual([
      'RUN      STATUS',
      'aaaa1111 completed',
      'bbbb2222 failed',
      'cccc3333 completed',
      'dddd4444 queued',
      'eeee5555 running',
      'eeee5555 completed',
      'dddd4444 cancelled',
      '',
    ])
    expect([err, error]).toEqual(['', null])
  })

  it.each([{json: true}, {ndjson: true}])('with %j is an object a line', async format => {
    const lines = (await followed({...format, limit: 1})).out.trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line).status)).toEqual([
      'queued',
      'running',
      'completed',
      'cancelled',
    ])
  })

  it('of a state tells what gets into it', async () => {
    const {out} = await followed({status: ['running', 'completed'], json: true, limit: 1})
    const told = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(told.map(({id, status}) => `${id} ${status}`)).toEqual([
      'cccc3333-last completed',
      'eeee5555 running',
      'eeee5555 completed',
    ])
  })

  /** Each line of what is told while the delivery of a run that has just ended goes through these. */
  async function followedDelivery(statuses: readonly DeliveryStatus[], json = false) {
    const stop = new AbortController()
    const context = aCommandContext({stored: {runs: [aRun({id: 'aaaa1111-run', status: 'running'})]}})
    context.signal = stop.signal
    let writes = 0
    let deliveries: Delivery[] = []
    const database = await context.database()
    const listDeliveries = async (ids: readonly string[]) =>
      deliveries.filter(({runId}) => ids.includes(runId))
    context.database = async () => ({...database, changeCounter: () => writes, listDeliveries})
    const ran = runCommand(historyCommand, {...all, json}, context)
    await context.clock.advance(3000)
    context.stored.runs[0] = aRun({id: 'aaaa1111-run', completedAt: seconds(3)})
    for (const [attempts, status] of statuses.entries()) {
      const lastError = status === 'sent' ? null : 'it said no'
      deliveries = [aClaimedDelivery({runId: 'aaaa1111-run', status, attempts, lastError}).delivery]
      writes++
      await context.clock.advance(3000)
    }
    stop.abort(new RevschedError('interrupted', 'stopped by Ctrl-C'))
    return (await ran).out.trimEnd().split('\n')
  }

  it.each<[string, DeliveryStatus[], string[]]>([
    ['goes well', ['pending', 'sending', 'sent'], ['delivered']],
    ['went well at once', ['sent'], ['delivered']],
    ['is tried again, and fails', ['pending', 'pending', 'failed'], ['not delivered: it said no']],
    [
      'is of unknown end, and sent again by hand',
      ['unknown', 'pending', 'sent'],
      ['perhaps delivered: it said no', 'delivered'],
    ],
    ['is kept back', ['skipped'], ['not sent: it said no']],
    ['waits', ['pending', 'pending'], []],
  ])('tells what became of a digest that %s', async (_, statuses, words) => {
    expect((await followedDelivery(statuses)).slice(3)).toEqual(
      words.map(word => `aaaa1111  weekly  slack "pipeline" (#pipeline): ${word}`),
    )
  })

  it('has in JSON the deliveries of each run, which comes again when they have ended', async () => {
    const lines = await followedDelivery(['pending', 'sending', 'sent'], true)
    expect(
      lines.map(line => JSON.parse(line)).map(({status, deliveries}) => [status, deliveries[0]?.status]),
    ).toEqual([
      ['running', undefined],
      ['completed', 'pending'],
      ['completed', 'sent'],
    ])
  })

  it('told to end by SIGTERM says so', async () => {
    const reason = new RevschedError('terminated', 'stopped by SIGTERM')
    expect(await followed({}, reason)).toMatchObject({error: reason})
  })
})

describe('report --rules', () => {
  const given = {
    run: 'latest',
    format: 'text' as const,
    allDeals: false,
    ndjson: false,
    onlyNew: false,
    open: false,
    json: false,
  }
  const rules =
    'rules:\n  close-date-past: low\ncustom:\n  - {id: acme/any, category: progress, severity: high, violation: "true", message: any}\n'
  const host = {
    async readText(path: string) {
      if (path === '/work/own.yaml') return rules
      if (path === '/work/bad.yaml') return 'rules:\n  close-date-pst: low\n'
      throw Object.assign(new Error('no such file'), {code: 'ENOENT'})
    },
    cwd: '/work',
  }

  async function again(input: object, deals?: readonly ReturnType<typeof aDeal>[]) {
    const {stored} = await runCommand(runNowCommand, weekly, deals ? {deals} : {})
    const kept = () => JSON.stringify([stored.runs, [...stored.analyses], [...stored.inputs]])
    const before = kept()
    const result = await runCommand(reportCommand, {...given, ...input}, {stored, host})
    expect(kept()).toBe(before)
    return result
  }

  it('scores the deals again, and says what the score was', async () => {
    const {out, error} = await again({rules: 'own.yaml'})
    expect(error).toBeNull()
    expect(out).toMatch(
      /^weekly {2}as of 2025-04-01 08:00 America\/New_York {2}run id-1\n\nHealth 73 yellow\n/,
    )
    expect(out).toContain('scored again under own.yaml: 73 yellow, was 80 green under recommended\n')
    expect(out).toContain('2 of 2  high      Any\n')
  })

  it.each([
    ['markdown', '**Scored again under strict: '],
    ['html', '<p><strong>Scored again under strict: '],
    ['csv', 'Deal ID,'],
  ])('is told as %s', async (format, told) => {
    expect((await again({rules: 'strict', format})).out).toContain(told)
  })

  it('has in JSON what is stored', async () => {
    const {run, rescored, review} = jsonOf(await again({rules: 'own.yaml', json: true}))
    expect(rescored).toEqual({
      stored: {score: 80, band: 'green', rulesetName: 'recommended', rulesetFingerprint: expect.any(String)},
    })
    expect(review).toMatchObject({rulesetName: '/work/own.yaml', issuesFound: 3})
    expect(review.rulesetFingerprint).not.toBe(rescored.stored.rulesetFingerprint)
    expect(run.healthScore).toBe(80)
  })

  it.each([
    ['own.yml', 'there is no rule file "/work/own.yml"'],
    ['bad.yaml', 'the rule file "/work/bad.yaml:2:3": there is no rule "close-date-pst"'],
  ])('refuses %s', async (name, message) => {
    const {error, out} = await again({rules: name})
    expect(error).toMatchObject({code: 'config', message, hint: expect.any(String)})
    expect(out).toBe('')
  })
})

describe('report', () => {
  const latest = {
    run: 'latest',
    format: 'text' as const,
    allDeals: false,
    ndjson: false,
    onlyNew: false,
    open: false,
    json: false,
  }
  const report = (input: object) => runCommand(reportCommand, {...latest, ...input}, {stored: pastRuns()})

  it.each(formats.map((format, index) => [format, formatStarts[index]!] as const))(
    'prints as %s',
    async (format, start) => expect((await report({format})).out.startsWith(start)).toBe(true),
  )

  it.each(['latest', 'weekly@latest', 'cccc'])('finds %s', async run => {
    expect(jsonOf(await report({run, json: true})).run.id).toBe('cccc3333-last')
  })

  it('of a run that failed tells why there is none', async () => {
    const {error, out} = await report({run: 'bbbb'})
    expect(error).toMatchObject({
      code: 'conflict',
      message: 'run bbbb2222 of "weekly" is failed and has no report: the file is gone',
    })
    expect(out).toBe('')
  })

  it('writes to a file', async () => {
    const {out, files} = await report({format: 'html', output: 'r.html'})
    expect(out).toBe('')
    expect(files.get('r.html')).toMatch(/^<!doctype html>/)
  })
})

describe('diff', () => {
  const diff = (input: object) =>
    runCommand(diffCommand, {from: 'aaaa', to: 'latest', json: false, ...input}, {stored: pastRuns()})

  it('tells both runs and what changed', async () => {
    const {out} = await diff({})
    // The documents are equal, the scores of their runs are not: as if some rules had run in one alone.
    expect(out).toMatch(
      /^weekly {2}run aaaa1111 → cccc3333\nscore 79 → 75 \(no change, counting only the checks that ran both times\)\n\n {2}no deal changed\n/,
    )
  })

  it.each([
    ['runs that follow each other', 'id-1', 'id-3', '1  no longer in the review'],
    ['runs with one between them', 'id-1', 'id-5', '1  no longer in the review'],
    ['runs in reverse', 'id-5', 'id-1', '1  new'],
  ])('of %s claims no more than is known', async (_, from, to, words) => {
    const context = aCommandContext()
    for (const deals of [[aDeal({id: 'a'}), aDeal({id: 'b'})], [aDeal({id: 'a'})], [aDeal({id: 'a'})]]) {
      context.connectorOf = async () => fakeConnector(deals)
      expect((await runCommand(runNowCommand, weekly, context)).error).toBeNull()
    }
    const {out} = await runCommand(diffCommand, {from, to, json: false}, context)
    expect(out).toContain(`    ${words} (10,000)`)
  })

  it('has both runs in JSON', async () => {
    const printed = jsonOf(await diff({json: true}))
    expect([printed.from.id, printed.to.id]).toEqual(['aaaa1111-first', 'cccc3333-last'])
    expect(printed.findings).toEqual({new: [], resolved: []})
  })

  it.each([
    ['a run and itself', {from: 'cccc'}, 'usage', '"cccc" and "latest" are the same run'],
    [
      'a run without result',
      {from: 'bbbb'},
      'conflict',
      'run bbbb2222 of "weekly" is failed and has no report',
    ],
    ['a run that is not there', {from: 'dddd'}, 'not-found', 'there is no run "dddd"'],
  ])('refuses %s', async (_, input, code, message) => {
    const {error, out} = await diff(input)
    expect(error).toMatchObject({code, message: expect.stringContaining(message)})
    expect(out).toBe('')
  })
})

it('a removed review keeps its history', async () => {
  const stored = {...pastRuns(), reviews: [aListing({id: 'review-2', name: 'other'})]}
  const input = {status: [], follow: false, json: true, ndjson: false}
  expect(jsonOf(await runCommand(historyCommand, input, {stored}))).toHaveLength(3)
})
