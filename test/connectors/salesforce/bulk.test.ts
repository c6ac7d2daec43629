import {execFile} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect} from 'vitest'
import {CsvRows} from '../../../src/connectors/salesforce/csv-rows.js'
import {RevschedError} from '../../../src/domain/errors.js'
import type {DealField} from '../../../src/domain/review/deal.js'
import {bundled} from '../../support/bundled.js'
import {reading, readOrg} from '../../support/fake-salesforce/connected.js'
import {
  type Answer,
  bodyAnswer,
  cutShort,
  errorAnswer,
  hang,
  htmlAnswer,
} from '../../support/fake-salesforce/faults.js'
import type {FakeSalesforce} from '../../support/fake-salesforce/server.js'
import {aClosedOpportunity, anId, anOpportunity} from '../../support/fake-salesforce/tables.js'
import {withOrg} from '../../support/fake-salesforce/with-org.js'
import {progressTold} from '../../support/progress-told.js'

const it = withOrg()

const needs = new Set<DealField>(['name'])

function many(count: number) {
  return Array.from({length: count}, (_, at) => anOpportunity(at + 1))
}

const timeout = errorAnswer(400, 'QUERY_TIMEOUT', 'Your query request was running for too long.')

describe('a bulk job', () => {
  it.for([
    {rows: 50_000, jobs: 0, pages: 25},
    // The first page tells how many there are.
    {rows: 50_001, jobs: 1, pages: 1},
  ])('reads $rows open deals: $jobs', async ({rows, jobs, pages}, {fake}) => {
    fake.tables.Opportunity!.rows = many(rows)
    const {deals} = await readOrg(fake, {needs})
    expect(new Set(deals.map(({id}) => id)).size).toBe(rows)
    expect(fake.countOf(/^POST .*\/jobs\/query$/)).toBe(jobs)
    expect(fake.countOf(/\/query(\?.*IsClosed = false|\/01g)/)).toBe(pages)
    expect(fake.countOf(/\/results/)).toBe(jobs === 0 ? 0 : 3)
  })

  it.concurrent('reads the same deals as pages do', async ({fake}) => {
    fake.tables.Opportunity!.fields.CurrencyIsoCode = {type: 'picklist'}
    fake.tables.User!.rows = [{Id: anId('005', 1), DefaultCurrencyIsoCode: 'CHF'}]
    fake.rate = 1.5
    fake.tables.Opportunity!.rows = [
      anOpportunity(1, {Name: 'quote " comma , line\nbreak', NextStep: '=1+1', Score__c: 1.5}),
      anOpportunity(2, {Amount: null, Account: null, LastActivityDate: null, LastStageChangeDate: null}),
      anOpportunity(3, {Name: "O'Brien 🎉", Probability: 0}),
    ]
    const more = {needs, customFields: ['Region__c', 'Score__c']}
    const {deals: paged} = await readOrg(fake, more)
    fake.faults.push({on: /query\?q=.*FROM Opportunity/, answer: timeout})
    const told = progressTold()
    const {deals: bulk} = await readOrg(fake, {...more, ...told})
    expect(bulk).toEqual(paged)
    expect(told.summary()).toEqual(['3 of 3 open', '0 of 0 closed', 'steadily to 1'])
    // Of open and of closed deals.
    expect(fake.countOf(/^POST .*\/jobs\/query$/)).toBe(2)
  })

  it.concurrent('reads a query that is too long for an address', async ({fake}) => {
    fake.tables.Opportunity!.rows = many(3)
    const stages = ['Qualification', ...Array.from({length: 400}, (_, at) => `Stage of a long name ${at}`)]
    const {deals} = await readOrg(fake, {needs, filter: {stages}})
    expect(deals.length).toBe(3)
    expect(fake.countOf(/^POST .*\/jobs\/query$/)).toBe(1)
  })

  it.concurrent.for([
    {name: 'one row', rows: 1},
    {name: 'two rows', rows: 2},
  ])('hands on all of $name without a line break at the end', async ({rows}, {fake}) => {
    closedWithoutBreak(fake, rows)
    const {deals} = await readOrg(fake, {needs})
    expect(deals.map(({name}) => name)).toEqual(['Won 1', 'Won 2'].slice(0, rows))
  })

  it.concurrent('fails where the last row, without a line break, is refused', async ({fake}) => {
    const sink = {
      begin() {},
      add() {
        throw new RevschedError('conflict', 'this row is not wanted')
      },
    }
    closedWithoutBreak(fake, 1)
    const {report} = reading(fake, {needs, sink})
    await expect(report).rejects.toMatchObject({code: 'conflict'})
  })

  it.concurrent.for<{name: string; answer?: Answer; left: number}>([
    {name: 'is deleted', left: 0},
    {name: 'may be gone', answer: errorAnswer(404, 'NOT_FOUND', 'no such job'), left: 1},
    {name: 'may be kept by the org', answer: errorAnswer(403, 'API_DISABLED', 'no'), left: 1},
    {name: 'may not be deleted in time', answer: hang, left: 1},
  ])('$name after its result was read', {timeout: 15_000}, async ({answer, left}, {fake}) => {
    fake.tables.Opportunity!.rows = many(3)
    fake.faults.push({on: /query\?q=.*IsClosed = false/, answer: timeout})
    if (answer) fake.faults.push({on: /^DELETE/, answer})
    const {deals} = await readOrg(fake, {needs})
    expect(deals.length).toBe(3)
    expect(fake.bulk.left).toBe(left)
    expect(fake.countOf(/^DELETE .*\/jobs\/query\/750\w+$/)).toBe(1)
  })

  it.concurrent('is not asked for where the version has none', async ({fake}) => {
    fake.versions.push('46.0')
    fake.faults.push({on: /query\?q=/, answer: timeout})
    const {report} = reading(fake, {needs, settings: {apiVersion: '46.0'}})
    await expect(report).rejects.toMatchObject({code: 'timeout'})
    expect(fake.countOf(/jobs/)).toBe(0)
  })

  it.concurrent.for<{
    name: string
    on?: RegExp
    answer?: Answer
    state?: string
    code: string
    message: RegExp
  }>([
    {name: 'fails', state: 'Failed', code: 'source-failed', message: /in the state "Failed"/},
    {name: 'is aborted', state: 'Aborted', code: 'source-failed', message: /in the state "Aborted"/},
    {
      name: 'gives HTML',
      on: /results/,
      answer: htmlAnswer(200),
      code: 'not-the-crm',
      message: /something else than its rows/,
    },
    {
      name: 'gives nothing',
      on: /results/,
      answer: csv('', {'sforce-locator': 'null'}),
      code: 'incomplete',
      message: /has 3 records for a query and gave 0/,
    },
    {
      name: 'gives fewer rows',
      on: /results/,
      answer: csv(`"Id"\n"${anId('006', 1)}"\n`, {'sforce-locator': 'null'}),
      code: 'incomplete',
      message: /has 3 records for a query and gave 1/,
    },
    {
      name: 'counts more rows',
      on: /results/,
      answer: csv(`"Id"\n"${anId('006', 1)}"\n`, {'sforce-locator': 'null', 'sforce-numberofrecords': '3'}),
      code: 'incomplete',
      message: /gave 1 rows of a bulk query instead of 3/,
    },
    {
      name: 'has no locator',
      on: /results/,
      answer: csv(`"Id"\n`, {}),
      code: 'incomplete',
      message: /whether a bulk query has more/,
    },
    {
      name: 'repeats a locator',
      on: /results/,
      answer: csv(`"Id"\n`, {'sforce-locator': 'MTA'}),
      code: 'incomplete',
      message: /read before/,
    },
    {
      name: 'has a cut row',
      on: /results/,
      answer: csv(`"Id","Name"\n"${anId('006', 1)}"\n`, {'sforce-locator': 'null'}),
      code: 'incomplete',
      message: /cut off/,
    },
    {
      name: 'ends within quotes',
      on: /results/,
      answer: csv(`"Id"\n"006`, {'sforce-locator': 'null'}),
      code: 'incomplete',
      message: /instead of all/,
    },
    {
      name: 'has no id',
      on: /results/,
      answer: csv(`"Id"\n"x"\n`, {'sforce-locator': 'null'}),
      code: 'incomplete',
      message: /without an id/,
    },
    {
      name: 'is not UTF-8',
      on: /results/,
      answer: bodyAnswer(200, Buffer.from([0xff, 0x0a]), {'content-type': 'text/csv'}),
      code: 'incomplete',
      message: /UTF-8/,
    },
    {
      name: 'is cut in its rows',
      on: /results/,
      answer: cutShort,
      code: 'incomplete',
      message: /broke off its answer/,
    },
    {
      name: 'tells nothing of itself',
      on: /POST .*jobs/,
      answer: bodyAnswer(200, '{}'),
      code: 'incomplete',
      message: /cannot be read/,
    },
  ])('that $name is $code', async ({on, answer, state, code, message}, {fake}) => {
    fake.tables.Opportunity!.rows = many(3)
    fake.faults.push({on: /query\?q=/, answer: timeout})
    if (on && answer) fake.faults.push({on, answer})
    fake.bulk.pollsNeeded = 1
    if (state !== undefined) fake.bulk.lastState = state
    const error = await reading(fake, {needs}).report.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RevschedError)
    expect(error).toMatchObject({code, message: expect.stringMatching(message)})
  })
})

/** Closed deals alone, by a job, the last thing that is read. */
function closedWithoutBreak(fake: FakeSalesforce, count: number) {
  const ids = Array.from({length: count}, (_, at) => anId('006', at + 1))
  fake.tables.Opportunity!.rows = ids.map((_, at) => aClosedOpportunity(at + 1))
  const lines = ids.map((id, at) => `"${id}","true","true","Won ${at + 1}"`)
  const body = ['"Id","IsClosed","IsWon","Name"', ...lines].join('\n')
  fake.faults.push({on: /query\?q=.*IsClosed = true/, answer: timeout})
  fake.faults.push({on: /results/, answer: csv(body, {'sforce-locator': 'null'})})
  fake.bulk.pollsNeeded = 1
}

function csv(body: string, headers: Record<string, string>): Answer {
  return bodyAnswer(200, body, {'content-type': 'text/csv', ...headers})
}

it.for([1, 2, 3, 7, 1000])('CSV is the same in pieces of %i bytes', size => {
  const bytes = Buffer.from('"Id","Name"\n"1","a ""b"", c\nd 🎉"\n"2",""\n"3","é"')
  const rows = new CsvRows()
  const all: string[][] = []
  for (let at = 0; at < bytes.length; at += size) all.push(...rows.push(bytes.subarray(at, at + size)))
  const last = rows.end()
  expect(last.isCut).toBe(false)
  expect([...all, ...last.rows]).toEqual([
    ['Id', 'Name'],
    ['1', 'a "b", c\nd 🎉'],
    ['2', ''],
    ['3', 'é'],
  ])
})

/** Reads all deals in a process with little memory and prints how many there were, and how many came at a time. */
const program = `
import {salesforceConnector} from '/src/connectors/salesforce/connector.js'
import {httpClientOf} from '/src/platform/http-client.js'
const [url, token] = process.argv.slice(2)
const access = {grant: async () => ({accessToken: token, apiUrl: url}), permit: async () => {}, markLogin: async () => {}}
const settings = {login: 'browser', clientId: 'x', loginUrl: url, isPrivateAllowed: true}
const source = salesforceConnector.open(settings, {timeZone: 'UTC', crm: {http: httpClientOf('0.0.0'), access}})
let deals = 0
let largest = 0
const sink = {begin() {}, add(some) { deals += some.length; largest = Math.max(largest, some.length) }}
await source.read(sink, {customFields: 'all', needs: new Set(['name']), asOf: new Date('2026-11-26'), signal: new AbortController().signal})
console.log(JSON.stringify({deals, largest}))
`

it.for([
  {rows: 50_000, by: 'pages'},
  {rows: 50_001, by: 'a bulk job'},
])('$rows open deals stream by $by with a heap of 64 MB', async ({rows}, {fake}) => {
  fake.tables.Opportunity!.rows = Array.from({length: rows}, (_, at) =>
    // 1 kB each: all of them together would not fit.
    anOpportunity(at + 1, {NextStep: `${at} ${'x'.repeat(1000)}`}),
  )
  const folder = await mkdtemp(join(tmpdir(), 'revsched-salesforce-'))
  try {
    const path = await bundled(wrapped(program), join(folder, 'read.cjs'))
    const {stdout} = await promisify(execFile)(process.execPath, [
      '--max-old-space-size=64',
      path,
      fake.url,
      fake.oauth.newAccessToken(),
    ])
    const {deals, largest} = JSON.parse(stdout) as {deals: number; largest: number}
    expect(deals).toBe(rows)
    expect(largest).toBeLessThanOrEqual(500)
  } finally {
    await rm(folder, {recursive: true})
  }
})

/** CommonJS has no await outside of a function. */
function wrapped(text: string): string {
  const lines = text.trim().split('\n')
  const imports = lines.filter(line => line.startsWith('import '))
  const others = lines.filter(line => !line.startsWith('import '))
  return `${imports.join('\n')}\nvoid (async () => {\n${others.join('\n')}\n})()\n`
}
