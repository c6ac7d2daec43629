import {describe, expect} from 'vitest'
import {RevschedError} from '../../../src/domain/errors.js'
import type {DealField} from '../../../src/domain/review/deal.js'
import {accessTo, reading, readOrg} from '../../support/fake-salesforce/connected.js'
import {
  type Answer,
  badUtf8,
  bodyAnswer,
  cutShort,
  errorAnswer,
  gzipBomb,
  htmlAnswer,
  resetConnection,
} from '../../support/fake-salesforce/faults.js'
import type {FakeSalesforce} from '../../support/fake-salesforce/server.js'
import {aClosedOpportunity, anOpportunity} from '../../support/fake-salesforce/tables.js'
import {withOrg} from '../../support/fake-salesforce/with-org.js'

const it = withOrg(fake => {
  fake.pageSize = 2
  fake.tables.Opportunity!.rows = [1, 2, 3, 4, 5].map(n => anOpportunity(n))
})

/** Fields that take no calls of their own: describe, three pages of open deals, one of closed ones. */
const needs = new Set<DealField>(['name'])

type Case = {
  /** Row of the table of failures. */
  n: string
  name: string
  /** Of which requests. */
  on?: RegExp
  answer?: Answer
  skip?: number
  times?: number
  /** Anything else that is wrong with the org. */
  org?: (fake: FakeSalesforce) => unknown
  /** `null`: it is read to its end. */
  code: RevschedError['code'] | null
  canPass?: boolean
  message: RegExp
  /** Requests to the API, and to the login. */
  requests: number
  logins?: number
}

const firstPage = /\/query\?q=.*IsClosed = false/
const nextPage = /\/query\/01g/
const describing = /\/describe$/
const limit = errorAnswer(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
const concurrent = errorAnswer(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.')
const expired = errorAnswer(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
const redirect = (location: string) => bodyAnswer(302, '', {location})
const later = (value: string) => bodyAnswer(429, '', {'retry-after': value})

const cases: Case[] = [
  {
    n: 'N8',
    name: 'reset',
    on: firstPage,
    answer: resetConnection,
    code: 'unreachable',
    canPass: true,
    message: /closed the connection without an answer/,
    requests: 1 + 3,
  },
  {
    n: 'N8',
    name: 'reset once',
    on: firstPage,
    answer: resetConnection,
    times: 1,
    code: null,
    message: /^$/,
    requests: 6,
  },
  {
    n: 'N9',
    name: 'cut in the body',
    on: firstPage,
    answer: cutShort,
    code: 'incomplete',
    canPass: true,
    message: /broke off its answer/,
    requests: 1 + 3,
  },
  {
    n: 'N10',
    name: '429 with seconds',
    on: firstPage,
    answer: later('1'),
    times: 1,
    code: null,
    message: /^$/,
    requests: 6,
  },
  {
    n: 'N11',
    name: '429 with nonsense',
    on: firstPage,
    answer: later('soon'),
    code: 'rate-limited',
    canPass: true,
    message: /takes no calls for now \(429\)/,
    requests: 1 + 3,
  },
  {
    n: 'N11',
    name: '429 with a date',
    on: firstPage,
    answer: later('Wed, 21 Oct 2026 07:28:00 GMT'),
    times: 1,
    code: null,
    message: /^$/,
    requests: 6,
  },
  {
    n: 'N12',
    name: '429 for a day',
    on: firstPage,
    answer: later('86400'),
    code: 'rate-limited',
    canPass: true,
    message: /429/,
    requests: 1 + 1,
  },
  {
    n: 'N12',
    name: 'the calls of a day used',
    on: firstPage,
    answer: limit,
    code: 'quota',
    message: /no more calls today.*TotalRequests/,
    requests: 1 + 1,
  },
  {
    n: 'N13',
    name: '401 once',
    on: firstPage,
    answer: expired,
    times: 1,
    code: null,
    message: /^$/,
    requests: 6,
    logins: 1,
  },
  {
    n: 'N14',
    name: '401 always',
    on: /services\/data/,
    answer: expired,
    code: 'auth',
    message: /the login was replaced once and refused again/,
    requests: 2,
    logins: 1,
  },
  {
    n: 'N14',
    name: '401 again, later',
    on: /services\/data/,
    answer: expired,
    skip: 2,
    times: 99,
    code: 'auth',
    message: /login/,
    requests: 2 + 2,
    logins: 1,
  },
  {
    n: 'N17',
    name: 'calls at the same time',
    on: firstPage,
    answer: concurrent,
    code: 'rate-limited',
    canPass: true,
    message: /Concurrent/,
    requests: 1 + 3,
  },
  {
    n: 'N17',
    name: 'unknown field',
    on: firstPage,
    answer: errorAnswer(
      400,
      'INVALID_FIELD',
      `\nSELECT Foo\n ^\nERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Opportunity'. If you`,
    ),
    code: 'schema',
    message: /INVALID_FIELD, No such column 'Foo' on entity 'Opportunity'$/,
    requests: 1 + 1,
  },
  {
    n: 'N17',
    name: 'a refusal that repeats the token',
    org: org => org.faults.push({on: firstPage, answer: repeating(org)}),
    code: 'schema',
    message: /MALFORMED_QUERY, unexpected \(token\) here$/,
    requests: 1 + 1,
  },
  {
    n: 'N17',
    name: 'API not allowed',
    on: describing,
    answer: errorAnswer(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.'),
    code: 'auth',
    message: /does not allow/,
    requests: 1,
  },
  {
    n: 'N17',
    name: 'retired version',
    on: describing,
    answer: errorAnswer(410, 'UNSUPPORTED_API_VERSION', 'gone'),
    code: 'config',
    message: /no longer has the API version/,
    requests: 1,
  },
  {
    n: 'N18',
    name: '500 twice',
    on: firstPage,
    answer: errorAnswer(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
    times: 2,
    code: null,
    message: /^$/,
    requests: 7,
  },
  {
    n: 'N18',
    name: '503 as HTML',
    on: firstPage,
    answer: htmlAnswer(503),
    code: 'unreachable',
    canPass: true,
    message: /\(503\)/,
    requests: 1 + 3,
  },
  {
    n: 'N19',
    name: 'HTML with 200',
    on: firstPage,
    answer: htmlAnswer(200),
    code: 'not-the-crm',
    canPass: true,
    message: /web page/,
    requests: 1 + 1,
  },
  {
    n: 'N19',
    name: 'HTML with 200 as page 2',
    on: nextPage,
    answer: htmlAnswer(200),
    code: 'not-the-crm',
    canPass: true,
    message: /web page/,
    requests: 1 + 2,
  },
  {
    n: 'N19',
    name: 'HTML with 200 instead of a description',
    on: describing,
    answer: htmlAnswer(200),
    code: 'not-the-crm',
    canPass: true,
    message: /web page/,
    requests: 1,
  },
  {
    n: 'N20',
    name: 'cut JSON',
    on: firstPage,
    answer: bodyAnswer(200, '{"totalSize":5,"done":tr'),
    code: 'incomplete',
    canPass: true,
    message: /cannot be read/,
    requests: 1 + 1,
  },
  {
    n: 'N20',
    name: 'empty',
    on: firstPage,
    answer: bodyAnswer(200, ''),
    code: 'incomplete',
    canPass: true,
    message: /without any data/,
    requests: 1 + 1,
  },
  {
    n: 'N20',
    name: '204',
    on: firstPage,
    answer: response => void response.writeHead(204).end(),
    code: 'incomplete',
    canPass: true,
    message: /without any data/,
    requests: 1 + 1,
  },
  {
    n: 'N20',
    name: 'not UTF-8',
    on: firstPage,
    answer: badUtf8,
    code: 'incomplete',
    canPass: true,
    message: /UTF-8/,
    requests: 1 + 3,
  },
  {
    n: 'N20',
    name: 'an empty object',
    on: firstPage,
    answer: bodyAnswer(200, '{}'),
    code: 'incomplete',
    canPass: true,
    message: /page of deals that cannot be read/,
    requests: 1 + 1,
  },
  {
    n: 'N20',
    name: 'null',
    on: firstPage,
    answer: bodyAnswer(200, 'null'),
    code: 'incomplete',
    canPass: true,
    message: /cannot be read/,
    requests: 1 + 1,
  },
  {
    n: 'N20',
    name: 'a list',
    on: firstPage,
    answer: bodyAnswer(200, '[]'),
    code: 'incomplete',
    canPass: true,
    message: /cannot be read/,
    requests: 1 + 1,
  },
  {
    n: 'N21',
    name: 'gzip bomb',
    on: firstPage,
    answer: gzipBomb,
    code: 'source-failed',
    message: /more than 67,108,864 bytes/,
    requests: 1 + 1,
  },
  {
    n: 'N22',
    name: 'cursor repeats',
    org: org => leadBack(org, 4),
    code: 'incomplete',
    canPass: true,
    message: /read before/,
    requests: 1 + 3,
  },
  {
    n: 'N22',
    name: 'cursor goes back',
    org: org => leadBack(org, 2),
    code: 'incomplete',
    canPass: true,
    message: /read before/,
    requests: 1 + 3,
  },
  {
    n: 'N22',
    name: 'endless empty pages',
    org: org =>
      pageOf(org, 2, {done: false, records: [], nextRecordsUrl: '/services/data/v66.0/query/01g-9'}),
    code: 'incomplete',
    canPass: true,
    message: /empty page/,
    requests: 1 + 2,
  },
  {
    n: 'N23',
    name: 'cursor to a foreign host',
    org: org => pageOf(org, 1, {nextRecordsUrl: 'https://evil.example/services/data/v66.0/query/01g-2'}),
    code: 'not-the-crm',
    message: /outside of its API/,
    requests: 1 + 1,
  },
  {
    n: 'N23',
    name: 'cursor without a host that means one',
    org: org => pageOf(org, 1, {nextRecordsUrl: '//evil.example/services/data/v66.0/query/01g-2'}),
    code: 'not-the-crm',
    message: /outside of its API/,
    requests: 1 + 1,
  },
  {
    n: 'N23',
    name: 'cursor that climbs out',
    org: org => pageOf(org, 1, {nextRecordsUrl: '/services/data/v66.0/query/../../apexrest/x'}),
    code: 'not-the-crm',
    message: /outside of its API/,
    requests: 1 + 1,
  },
  {
    n: 'N24',
    name: 'not done, without next',
    org: org => pageOf(org, 2, {nextRecordsUrl: undefined}),
    code: 'incomplete',
    canPass: true,
    message: /without the next/,
    requests: 1 + 2,
  },
  {
    n: 'N24',
    name: 'done missing',
    org: org => pageOf(org, 1, {done: undefined}),
    code: 'incomplete',
    canPass: true,
    message: /"done"/,
    requests: 1 + 1,
  },
  {
    n: 'N24',
    name: 'done too early',
    org: org => pageOf(org, 2, {done: true}),
    code: 'incomplete',
    canPass: true,
    message: /has 5 records for a query and gave 4/,
    requests: 1 + 2,
  },
  {
    n: 'N25',
    name: 'total too large',
    org: org => pageOf(org, 1, {totalSize: 6}),
    code: 'incomplete',
    canPass: true,
    message: /has 6 records for a query and gave 5/,
    requests: 1 + 3,
  },
  {
    n: 'N25',
    name: 'total too small',
    org: org => pageOf(org, 1, {totalSize: 4}),
    code: 'incomplete',
    canPass: true,
    message: /has 4 records for a query and gave 5/,
    requests: 1 + 3,
  },
  {
    n: 'N26',
    name: 'a row doubled, another skipped',
    org: org => rowsOf(org, 2, records => [records[0]!, records[0]!]),
    code: 'incomplete',
    canPass: true,
    message: /has 5 records for a query and gave 4/,
    requests: 1 + 3,
  },
  {
    n: 'N26',
    name: 'a row skipped',
    org: org => rowsOf(org, 2, records => [records[0]!]),
    code: 'incomplete',
    canPass: true,
    message: /gave 4/,
    requests: 1 + 3,
  },
  {
    n: 'N28',
    name: 'cursor always expired',
    on: nextPage,
    answer: errorAnswer(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator'),
    code: 'incomplete',
    canPass: true,
    message: /before its last page/,
    requests: 1 + 4,
  },
  {
    n: 'N28',
    name: 'page 2 fails',
    on: nextPage,
    answer: errorAnswer(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
    code: 'unreachable',
    canPass: true,
    message: /does not work/,
    requests: 1 + 1 + 3,
  },
  {
    n: 'N31',
    name: 'a field that must be there',
    org: ({tables}) => void delete tables.Opportunity!.fields.IsWon,
    code: 'schema',
    message: /no field "IsWon"/,
    requests: 1,
  },
  {
    n: 'N32',
    name: 'an id that is none',
    org: org => rowsOf(org, 1, ([first, ...rest]) => [{...Object(first), Id: 'x'}, ...rest]),
    code: 'incomplete',
    canPass: true,
    message: /whose id "x" is none/,
    requests: 1 + 1,
  },
  {
    n: 'N32',
    name: 'no id',
    org: org => rowsOf(org, 1, () => [{}]),
    code: 'incomplete',
    canPass: true,
    message: /records\.0\.Id/,
    requests: 1 + 1,
  },
  {
    n: 'N32',
    name: 'wrong types in most rows',
    org: ({tables}) =>
      tables.Opportunity!.rows.forEach(row => {
        row.Amount = 'a lot'
      }),
    code: 'schema',
    message: /5 of 5 opportunities .*"Amount" is "a lot": not a number/,
    requests: 5,
  },
  {
    n: 'N34',
    name: 'redirect to another host',
    on: firstPage,
    answer: redirect('https://evil.example/'),
    code: 'not-the-crm',
    message: /not followed/,
    requests: 1 + 1,
  },
  {
    n: 'N34',
    name: 'redirect in a circle',
    on: firstPage,
    answer: redirect('/services/data/v66.0/query'),
    code: 'not-the-crm',
    message: /not followed/,
    requests: 1 + 1,
  },
]

/** Tells what came with the request, as some servers do. */
function repeating({oauth}: FakeSalesforce): Answer {
  return response =>
    errorAnswer(400, 'MALFORMED_QUERY', `unexpected ${[...oauth.accessTokens].join(' ')} here`)(response)
}

type FakePage = Parameters<FakeSalesforce['onPage']>[0]

/** Changes one page of the first query. */
function pageOf(org: FakeSalesforce, wanted: number, changes: FakePage): void {
  org.onPage = (page, number) => (number === wanted && page.totalSize !== 0 ? {...page, ...changes} : page)
}

function rowsOf(org: FakeSalesforce, wanted: number, change: (records: unknown[]) => unknown[]): void {
  org.onPage = (page, number) =>
    number === wanted && page.totalSize !== 0 ? {...page, records: change(page.records!)} : page
}

/** The last page has the cursor of an earlier one, which begins at row `from`. */
function leadBack(org: FakeSalesforce, from: number): void {
  let first = ''
  org.onPage = (page, number) => {
    if (number === 1) first = page.nextRecordsUrl ?? ''
    return number === 3 ? {...page, done: false, nextRecordsUrl: first.replace(/-\d+$/, `-${from}`)} : page
  }
}

describe('a fault', () => {
  it.concurrent.for(cases)('$n $name: $code', async (one, {fake}) => {
    const {on, answer, skip = 0, times, org, ...wanted} = one
    if (on && answer) fake.faults.push({on, answer, skip, ...(times !== undefined && {times})})
    org?.(fake)
    const {sink, report} = reading(fake, {needs})
    const error = await report.then(
      () => null,
      (reason: unknown) => reason,
    )
    const logins = fake.countOf(/oauth2\/token/)
    expect({
      code: error === null ? null : (error as RevschedError).code,
      requests: fake.requests.length - logins,
      logins,
    }).toEqual({code: wanted.code, requests: wanted.requests, logins: wanted.logins ?? 0})
    if (error === null) return expect(sink.deals.length).toBe(5)
    expect(error).toBeInstanceOf(RevschedError)
    const {message, hint, canPass} = error as RevschedError
    expect(message).toMatch(wanted.message)
    expect(canPass).toBe(wanted.canPass ?? false)
    expect(`${message} ${hint}`).not.toMatch(/AQ-access|5Aep/)
  })
})

describe('what is not a fault', () => {
  it('N26: a row that comes twice is taken once', async ({fake}) => {
    rowsOf(fake, 2, records => [records[0]!, ...records])
    const {deals} = await readOrg(fake, {needs})
    expect(deals.map(({name}) => name)).toEqual(['Deal 1', 'Deal 2', 'Deal 3', 'Deal 4', 'Deal 5'])
  })

  it('N27: a deal that closes before its page comes is given once, as closed', async ({fake}) => {
    fake.beforePage = number => {
      if (number === 2) Object.assign(fake.tables.Opportunity!.rows[4]!, aClosedOpportunity(5))
    }
    const {deals, report} = await readOrg(fake, {needs})
    expect(deals.map(({name, outcome}) => `${name ?? '-'} ${outcome}`)).toEqual([
      'Deal 1 open',
      'Deal 2 open',
      'Deal 3 open',
      'Deal 4 open',
      'Deal 5 won',
    ])
    expect(report.warnings).toEqual(['1 deal was closed while the pipeline was read; they count as closed'])
  })

  it('N27: a deal that closes after its page came is given again, for its later state counts', async ({
    fake,
  }) => {
    fake.beforePage = number => {
      if (number === 2) Object.assign(fake.tables.Opportunity!.rows[0]!, aClosedOpportunity(1))
    }
    const {deals} = await readOrg(fake, {needs})
    expect(deals.filter(({id}) => id === deals[0]!.id).map(({outcome}) => outcome)).toEqual(['open', 'won'])
  })

  it('N28: a cursor that ends once: all deals are read again, and the sink starts over', async ({fake}) => {
    fake.faults.push({
      on: nextPage,
      answer: errorAnswer(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator'),
      times: 1,
    })
    const {deals, begins} = await readOrg(fake, {needs})
    expect({deals: deals.length, begins}).toEqual({deals: 5, begins: 2})
  })

  it('N32: a row with a wrong type among many is left out, and named', async ({fake}) => {
    fake.pageSize = 2000
    fake.tables.Opportunity!.rows = Array.from({length: 20}, (_, at) => anOpportunity(at + 1))
    fake.tables.Opportunity!.rows[6]!.Amount = 'a lot'
    const {deals, report} = await readOrg(fake, {needs})
    expect(deals.length).toBe(19)
    expect(report).toMatchObject({
      rowsRead: 20,
      refusedCount: 1,
      refusals: [{row: 7, column: 'Amount', value: 'a lot', reason: 'not a number'}],
    })
  })

  it('N13: the new refresh token is stored before the new token is used', async ({fake}) => {
    fake.faults.push({on: firstPage, answer: expired, times: 1})
    const access = accessTo(fake)
    await readOrg(fake, {needs, access})
    const [before, after] = access.secrets.map(secret => JSON.parse(secret) as Record<string, string>)
    expect(access.secrets.length).toBe(2)
    expect(after!.refreshToken).not.toBe(before!.refreshToken)
    expect(fake.oauth.refreshTokens.has(after!.refreshToken!)).toBe(true)
  })
})

describe('calls of the day', () => {
  it.for<{used: number; code: string | null; warnings: string[]}>([
    {used: 79, code: null, warnings: []},
    {
      used: 80,
      code: null,
      warnings: ['the org has used 80 of 100 API calls of 24 hours (80 %); above 90 % no review is run'],
    },
    {
      used: 90,
      code: null,
      warnings: ['the org has used 90 of 100 API calls of 24 hours (90 %); above 90 % no review is run'],
    },
    {used: 91, code: 'quota', warnings: []},
  ])('$used of 100 used: $code', async ({used, code, warnings}, {fake}) => {
    Object.defineProperty(fake.usage, 'used', {get: () => used, set: () => {}})
    fake.usage.max = 100
    const result = await reading(fake, {needs}).report.catch((error: unknown) => error as RevschedError)
    if (code === null) return expect(result).toMatchObject({warnings})
    expect(result).toMatchObject({
      code,
      canPass: false,
      message:
        'salesforce "acme" has used 91 of 100 API calls of 24 hours (91 %): too few are left for a review',
    })
    expect(fake.requests.length).toBe(1)
  })
})

it('a signal ends a read that hangs', async ({fake}) => {
  fake.faults.push({on: firstPage, answer: () => {}})
  const controller = new AbortController()
  const {report} = reading(fake, {needs, signal: controller.signal})
  const reason = new Error('enough')
  setTimeout(() => controller.abort(reason), 100)
  await expect(report).rejects.toBe(reason)
})
