import {describe, expect, it} from 'vitest'
import {reportCommand} from '../../../src/cli/commands/report.js'
import {runNowCommand} from '../../../src/cli/commands/run-now.js'
import {encodeAnalysis} from '../../../src/domain/review/analysis-document.js'
import {aCommandContext} from '../../support/a-command-context.js'
import {aDeal} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'
import {aRun} from '../../support/a-run.js'
import {aListing} from '../../support/a-scheduled-review.js'
import {jsonOf, runCommand} from '../../support/run-command.js'

const shown = {format: 'text' as const, allDeals: false, ndjson: false, onlyNew: false, json: false}
const weekly = {...shown, ref: 'weekly', deliver: true, queue: false, wait: false}
const late = {id: 'late', name: 'Late deal', closeDate: '2025-03-01'}
const found = (...deals: readonly Parameters<typeof aDeal>[0][]) => encodeAnalysis(aReview(deals.map(aDeal)))

/** A run that found the late deal of the context, one that found nothing, one that failed, one of other deals, one without analysis. */
function stored() {
  const other = aReview([aDeal(late)])
  const elsewhere = {...other.summary, source: {...other.summary.source, label: 'file "apac"'}}
  const day = (number: number) => ({createdAt: new Date(`2025-03-0${number}T10:00:00Z`)})
  return {
    runs: [
      aRun({id: 'eeee5555', ...day(1), scheduledReviewId: null, reviewName: 'apac'}),
      aRun({id: 'ffff6666', ...day(2)}),
      aRun({id: 'bbbb2222', ...day(3), status: 'failed', errorMessage: 'the file is gone'}),
      aRun({id: 'cccc3333', ...day(4)}),
      aRun({id: 'aaaa1111', ...day(5)}),
    ],
    analyses: new Map([
      ['aaaa1111', found(late)],
      ['cccc3333', found({id: 'late'})],
      ['eeee5555', encodeAnalysis({...other, summary: elsewhere})],
    ]),
  }
}

const runNow = (input: object) => runCommand(runNowCommand, {...weekly, ...input}, {stored: stored()})
const report = (input: object) =>
  runCommand(reportCommand, {...shown, open: false, run: 'aaaa', ...input}, {stored: stored()})

describe('run-now --baseline', () => {
  it.each([
    ['latest', 0],
    ['weekly@latest', 0],
    ['aaaa', 0],
    ['cccc', 1],
  ])('%s leaves %d findings of this run', async (baseline, findings) => {
    const {review} = jsonOf(await runNow({baseline, onlyNew: true, json: true}))
    expect([review.findings.length, review.issuesFound]).toEqual([findings, 1])
  })

  it('stores what it would store without', async () => {
    const {out, stored: after} = await runNow({baseline: 'latest', onlyNew: true})
    expect(out).toContain('0 new findings since run aaaa1111 (1 known one left out)')
    expect(after.runs.at(-1)).toMatchObject({status: 'completed', issuesFound: 1})
  })

  it.each([
    ['what is known', {baseline: 'aaaa', onlyNew: true}, null],
    ['what is new', {baseline: 'cccc', onlyNew: true}, {code: 'threshold'}],
    ['what is known and shown', {baseline: 'aaaa'}, {code: 'threshold'}],
  ])('--fail-on and %s', async (_, input, expected) => {
    const {error} = await runNow({...input, failOn: 'critical'})
    if (expected === null) expect(error).toBeNull()
    else expect(error).toMatchObject(expected)
  })

  it.each([
    ['an unknown run', {baseline: 'dddd'}, 'not-found', 'there is no run "dddd"'],
    [
      'a run that failed',
      {baseline: 'bbbb'},
      'conflict',
      'run bbbb2222 of "weekly" is failed and has no report',
    ],
    ['a run whose analysis is gone', {baseline: 'ffff'}, 'not-found', 'no stored analysis'],
    ['a run of other deals', {baseline: 'eeee'}, 'conflict', 'it read file "apac", not file "emea"'],
    ['--only-new alone', {onlyNew: true}, 'usage', '--only-new goes with --baseline'],
    [
      'a report that is never printed',
      {baseline: 'aaaa', queue: true},
      'usage',
      '--baseline with --queue needs --wait',
    ],
  ])('refuses %s, and starts no run', async (_, input, code, message) => {
    const {error, stored: after} = await runNow(input)
    expect(error).toMatchObject({code, message: expect.stringContaining(message)})
    expect(after.runs).toHaveLength(5)
  })
})

describe('report --baseline', () => {
  it('marks by that run what a review says by the last one', async () => {
    const {review} = jsonOf(await report({baseline: 'cccc', json: true}))
    expect(review.findings[0]).toMatchObject({dealId: 'late', isNew: true})
    expect(review.baseline).toMatchObject({
      runId: 'cccc3333',
      onlyNew: false,
      findingsNew: 1,
      findingsKnown: 0,
    })
  })

  it.each([
    ['the same run', {baseline: 'latest'}, 'usage', 'run aaaa1111 cannot be its own baseline'],
    ['a run of other deals', {baseline: 'eeee'}, 'conflict', 'it read file "apac", not file "emea"'],
    ['--only-new alone', {onlyNew: true}, 'usage', '--only-new goes with --baseline'],
  ])('refuses %s', async (_, input, code, message) => {
    const {error, out} = await report(input)
    expect(error).toMatchObject({code, message: expect.stringContaining(message)})
    expect(out).toBe('')
  })

  it('takes a run of another review of the same connection', async () => {
    const context = aCommandContext({stored: stored()})
    context.stored.runs[3] = {...context.stored.runs[3]!, scheduledReviewId: 'review-2', reviewName: 'daily'}
    const {out} = await runCommand(
      reportCommand,
      {...shown, open: false, run: 'aaaa', baseline: 'cccc'},
      context,
    )
    expect(out).toContain('1 new finding since run cccc3333 (0 known)')
  })
})

describe('report --deal', () => {
  it.each(['late', 'LATE DEAL'])('prints one deal: %s', async deal => {
    const {out, error} = await report({deal})
    expect(error).toBeNull()
    expect(out).toMatch(/^Late deal {2}late\n/)
    expect(jsonOf(await report({deal, json: true})).deal).toMatchObject({
      id: 'late',
      findings: [{isNew: null}],
    })
  })

  it('marks by a baseline, and goes into a file', async () => {
    const {files} = await report({deal: 'late', baseline: 'cccc', output: 'late.txt'})
    expect(files.get('late.txt')).toContain('found for the first time, new')
  })

  it.each([
    [
      'an unknown deal',
      {deal: 'early'},
      'not-found',
      'no open deal of this review has the id or name "early"',
    ],
    [
      'another format',
      {deal: 'late', format: 'html'},
      'usage',
      '--deal is printed as text or json, not as "html"',
    ],
    [
      'new findings only',
      {deal: 'late', baseline: 'cccc', onlyNew: true},
      'usage',
      '--only-new does not go with --deal',
    ],
  ])('refuses %s', async (_, input, code, message) => {
    expect((await report(input)).error).toMatchObject({code, message: expect.stringContaining(message)})
  })
})

describe('report --open', () => {
  /** With where pages were written and which the browser was asked for. */
  async function opened(input: object, hasBrowser = true) {
    const pages: string[] = []
    const written = new Map<string, string>()
    const host = {
      cwd: '/work',
      lastingFolder: async () => '/tmp/revsched-1',
      writeFile: async (path: string, chunks: Iterable<string>) =>
        void written.set(path, [...chunks].join('')),
      openPage: async (path: string) => hasBrowser && pages.push(path) > 0,
    }
    const given = {...shown, run: 'aaaa', open: true, ...input}
    return {...(await runCommand(reportCommand, given, {stored: stored(), host})), pages, written}
  }

  it.each([
    [undefined, '/tmp/revsched-1/review.html'],
    ['review.html', '/work/review.html'],
    ['/srv/a.html', '/srv/a.html'],
  ])('writes the page to %s and opens it', async (output, path) => {
    const {out, err, error, pages, written} = await opened(output === undefined ? {} : {output})
    expect(error).toBeNull()
    expect([out, err]).toEqual(['', `wrote ${path}\n`])
    expect(pages).toEqual([path])
    expect(written.get(path)).toContain('<!doctype html>')
  })

  it('says where there is no browser', async () => {
    const {err, error} = await opened({}, false)
    expect([err, error]).toEqual([
      'wrote /tmp/revsched-1/review.html\nthere is no browser to open it here\n',
      null,
    ])
  })

  it.each([
    [{format: 'csv'}, '--open opens an HTML page, not csv'],
    [{json: true}, '--open opens an HTML page, not json'],
    [{deal: 'late'}, '--open does not go with --deal'],
  ])('refuses %j', async (input, message) => {
    const {error, pages} = await opened(input)
    expect(error).toMatchObject({code: 'usage', message: expect.stringContaining(message)})
    expect(pages).toEqual([])
  })
})

describe('--format xlsx', () => {
  it.each([
    ['report', () => report({format: 'xlsx'})],
    ['run-now', () => runNow({format: 'xlsx'})],
  ])('%s is refused without a file, before anything is done', async (_, command) => {
    const {error, out, stored: after} = await command()
    expect(error).toMatchObject({code: 'usage', hint: 'add --output review.xlsx'})
    expect([out, after.runs.length]).toEqual(['', stored().runs.length])
  })

  it.each([
    ['report', reportCommand, {...shown, open: false, run: 'aaaa'}],
    ['run-now', runNowCommand, weekly],
  ] as const)('%s writes one file of bytes', async (_, command, given) => {
    const written: (string | Uint8Array)[] = []
    const host = {
      checkWritable: async () => undefined,
      writeFile: async (_: string, chunks: Iterable<string | Uint8Array>) => void written.push(...chunks),
    }
    const input = {...given, format: 'xlsx', output: 'a.xlsx'}
    const {error, err} = await runCommand(command as typeof reportCommand, input as never, {
      stored: stored(),
      host,
    })
    expect([error, err]).toEqual([null, 'wrote a.xlsx\n'])
    // A ZIP file.
    expect(written.map(chunk => Buffer.from(chunk as Uint8Array).toString('latin1', 0, 4))).toEqual([
      'PK\u0003\u0004',
    ])
  })
})

describe('the locale of the scheduled review', () => {
  const told = async (locale: string | null, command: 'report' | 'run-now', input: object = {}) => {
    const given = {stored: {...stored(), reviews: [aListing({locale})]}}
    const {out} =
      command === 'report'
        ? await runCommand(reportCommand, {...shown, open: false, run: 'aaaa', ...input}, given)
        : await runCommand(runNowCommand, {...weekly, ...input}, given)
    return out
  }

  it.each([
    ['report', {}],
    ['report', {format: 'markdown'}],
    ['report', {format: 'html'}],
    ['report', {deal: 'late'}],
    ['report', {baseline: 'cccc'}],
    ['run-now', {}],
  ] as const)('is that of its dates: %s %j', async (command, input) => {
    expect(await told('de-DE', command, input)).toContain('1. Apr. 2025')
    expect(await told(null, command, input)).toContain('2025-04-01')
  })

  it.each(['csv', 'json'] as const)('is nothing to a program that reads %s', async format => {
    expect(await told('de-DE', 'report', {format})).toBe(await told(null, 'report', {format}))
  })

  it('is none where the review is gone', async () => {
    const {out} = await runCommand(
      reportCommand,
      {...shown, open: false, run: 'aaaa'},
      {stored: {...stored(), reviews: []}},
    )
    expect(out).toContain('2025-04-01')
  })
})
