import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {crmHome} from '../support/crm-home.js'
import {
  type Answer,
  badUtf8,
  bodyAnswer,
  cutShort,
  errorAnswer,
  gzipBomb,
  hang,
  htmlAnswer,
  resetConnection,
} from '../support/fake-salesforce/faults.js'
import {FakeSalesforce} from '../support/fake-salesforce/server.js'
import {aClosedOpportunity, anOpportunity} from '../support/fake-salesforce/tables.js'
import {expectEnd, type FaultEnd} from '../support/fault-end.js'
import {canFakeTime, fastClock} from '../support/faults.js'
import {silentHost} from '../support/silent-host.js'

// N8-N34 of the table of failures, as Salesforce may do them to the built program: what it exits with, how often it asks, what it stores.
// Those of the network itself, N1-N7 and N35, are in network.test.ts. What is printed and stored is searched for every secret.

/** Five open deals, two on a page. */
async function anOrg() {
  const fake = await FakeSalesforce.start()
  fake.pageSize = 2
  fake.tables.Opportunity!.rows = deals(5)
  const login = {accessToken: fake.oauth.newAccessToken(), refreshToken: fake.oauth.newRefreshToken()}
  const clientSecret = 'planted+client/secret=&1'
  const settings = {
    login: 'browser',
    clientId: fake.oauth.clientId,
    loginUrl: fake.url,
    isPrivateAllowed: true,
  }
  const secret = JSON.stringify({...login, clientSecret, instanceUrl: fake.url})
  return {
    fake,
    home: await crmHome({kind: 'salesforce', settings, secret}),
    secrets: () => [
      ...Object.values(login),
      clientSecret,
      ...fake.oauth.accessTokens,
      ...fake.oauth.refreshTokens,
    ],
  }
}

const deals = (count: number) => Array.from({length: count}, (_, at) => anOpportunity(at + 1))

type Row = FaultEnd & {
  /** Number in the table of failures, and what it does. */
  n: string
  /** What is asked, and how often in all. */
  asked: [RegExp, number]
  /** What it gets in place of an answer: each time, or so many `times`. */
  answer?: Answer
  times?: number
  /** Anything else that is wrong with the org. */
  org?: (fake: FakeSalesforce) => unknown
  /** Times that a token is asked for. */
  logins?: number
  /** Waits for a deadline: with clocks so many times as fast. */
  speed?: number
}

const describing = /Opportunity\/describe$/
const firstPage = /FROM Opportunity WHERE \(IsClosed = false/
const nextPage = /\/query\/01g/
const api = /services\/data/
const token = /oauth2\/token/

const limit = errorAnswer(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
const concurrent = errorAnswer(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.')
const expired = errorAnswer(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
const outOfOrder = errorAnswer(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.')
const locatorGone = errorAnswer(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
const noGrant = bodyAnswer(
  400,
  '{"error":"invalid_grant","error_description":"expired access/refresh token"}',
)
const later = (value?: string) => bodyAnswer(429, '', value === undefined ? {} : {'retry-after': value})
const redirect = (location: string) => bodyAnswer(302, '', {location})
const encoded = bodyAnswer(200, '{}', {'content-encoding': Array(1000).fill('gzip').join(', ')})

let foreign: Awaited<ReturnType<typeof silentHost>>
beforeAll(async () => {
  foreign = await silentHost()
})
afterAll(() => foreign.close())

const rows: Row[] = [
  {n: 'N8 reset', asked: [firstPage, 3], answer: resetConnection, exit: 6, code: 'unreachable'},
  {n: 'N8 reset once', asked: [firstPage, 2], answer: resetConnection, times: 1, exit: 0},
  {n: 'N9 cut in the body', asked: [firstPage, 3], answer: cutShort, exit: 6, code: 'incomplete'},
  {n: 'N10 429 with a second', asked: [firstPage, 2], answer: later('1'), times: 1, exit: 0},
  {n: 'N10 429 with 11 seconds', asked: [firstPage, 1], answer: later('11'), exit: 6, code: 'rate-limited'},
  {
    n: 'N11 429 with a past date',
    asked: [firstPage, 2],
    answer: later('Wed, 21 Oct 2015 07:28:00 GMT'),
    times: 1,
    exit: 0,
  },
  {n: 'N11 429 with nonsense', asked: [firstPage, 3], answer: later('soon'), exit: 6, code: 'rate-limited'},
  {n: 'N11 429 with nothing', asked: [firstPage, 3], answer: later(), exit: 6, code: 'rate-limited'},
  {n: 'N12 429 for a day', asked: [firstPage, 1], answer: later('86400'), exit: 6, code: 'rate-limited'},
  {n: 'N12 the calls of a day used up', asked: [firstPage, 1], answer: limit, exit: 6, code: 'quota'},
  {
    n: 'N12 91 % of the calls of a day used',
    asked: [api, 1],
    org: ({usage}) => Object.assign(usage, {used: 13_651}),
    exit: 6,
    code: 'quota',
  },
  {
    n: 'N13 401 once',
    asked: [firstPage, 2],
    answer: expired,
    times: 1,
    logins: 1,
    exit: 0,
    refresh: 'replaced',
  },
  {
    n: 'N14 401 always',
    asked: [api, 2],
    answer: expired,
    logins: 1,
    exit: 5,
    code: 'auth',
    refresh: 'replaced',
    marked: true,
  },
  {
    n: 'N14 401 always, from page 2 on',
    asked: [nextPage, 2],
    answer: expired,
    logins: 1,
    exit: 5,
    code: 'auth',
    refresh: 'replaced',
    marked: true,
  },
  {
    n: 'N15 the refresh is refused',
    asked: [token, 1],
    org: ended,
    answer: noGrant,
    logins: 1,
    exit: 5,
    code: 'auth',
    marked: true,
  },
  {
    n: 'N15 the refresh gives 500',
    asked: [token, 3],
    org: ended,
    answer: outOfOrder,
    logins: 3,
    exit: 6,
    code: 'unreachable',
  },
  {
    n: 'N15 the refresh gives HTML',
    asked: [token, 3],
    org: ended,
    answer: htmlAnswer(200),
    logins: 3,
    exit: 6,
    code: 'not-the-crm',
  },
  {
    n: 'N15 the refresh hangs',
    asked: [token, 1],
    org: ended,
    answer: hang,
    logins: 1,
    speed: 10,
    exit: 6,
    code: 'timeout',
  },
  {n: 'N17 calls at the same time', asked: [firstPage, 3], answer: concurrent, exit: 6, code: 'rate-limited'},
  {
    n: 'N17 an unknown field',
    asked: [firstPage, 1],
    answer: errorAnswer(400, 'INVALID_FIELD', "No such column 'Foo' on entity 'Opportunity'."),
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N17 a refusal that repeats the token',
    asked: [firstPage, 1],
    org: org => org.faults.push({on: firstPage, answer: repeating(org)}),
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N17 the API is not allowed',
    asked: [describing, 1],
    answer: errorAnswer(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.'),
    exit: 5,
    code: 'auth',
    marked: true,
  },
  {
    n: 'N17 a version that was retired',
    asked: [describing, 1],
    answer: errorAnswer(410, 'UNSUPPORTED_API_VERSION', 'gone'),
    exit: 5,
    code: 'config',
  },
  {n: 'N18 500 twice', asked: [firstPage, 3], answer: outOfOrder, times: 2, exit: 0},
  {n: 'N18 500 always', asked: [firstPage, 3], answer: outOfOrder, exit: 6, code: 'unreachable'},
  {n: 'N18 503 with HTML', asked: [firstPage, 3], answer: htmlAnswer(503), exit: 6, code: 'unreachable'},
  {n: 'N19 HTML with 200', asked: [firstPage, 1], answer: htmlAnswer(200), exit: 6, code: 'not-the-crm'},
  {
    n: 'N19 HTML with 200 as page 2',
    asked: [nextPage, 1],
    answer: htmlAnswer(200),
    exit: 6,
    code: 'not-the-crm',
  },
  {
    n: 'N19 HTML with 200 as a description',
    asked: [api, 1],
    answer: htmlAnswer(200),
    exit: 6,
    code: 'not-the-crm',
  },
  {
    n: 'N20 cut JSON',
    asked: [firstPage, 1],
    answer: bodyAnswer(200, '{"totalSize":5,"done":tr'),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N20 nothing with 200',
    asked: [firstPage, 1],
    answer: bodyAnswer(200, ''),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N20 204',
    asked: [firstPage, 1],
    answer: response => void response.writeHead(204).end(),
    exit: 6,
    code: 'incomplete',
  },
  {n: 'N20 bad UTF-8', asked: [firstPage, 3], answer: badUtf8, exit: 6, code: 'incomplete'},
  {n: 'N21 a gzip bomb', asked: [firstPage, 1], answer: gzipBomb, exit: 6, code: 'source-failed'},
  {n: 'N21 1,000 encodings', asked: [firstPage, 1], answer: encoded, exit: 6, code: 'incomplete'},
  {
    n: 'N22 a cursor that repeats',
    asked: [nextPage, 2],
    org: org => leadBack(org, 4),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N22 a cursor that goes back',
    asked: [nextPage, 2],
    org: org => leadBack(org, 2),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N22 empty pages without end',
    asked: [nextPage, 1],
    org: org =>
      pageOf(org, 2, {done: false, records: [], nextRecordsUrl: '/services/data/v66.0/query/01g-9'}),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N23 a cursor to a foreign host',
    asked: [firstPage, 1],
    org: org => pageOf(org, 1, {nextRecordsUrl: `${foreign.url}/services/data/v66.0/query/01g-2`}),
    exit: 6,
    code: 'not-the-crm',
  },
  {
    n: 'N24 not done, without the next page',
    asked: [nextPage, 1],
    org: org => pageOf(org, 2, {nextRecordsUrl: undefined}),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N24 no word of being done',
    asked: [firstPage, 1],
    org: org => pageOf(org, 1, {done: undefined}),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N25 more counted than given',
    asked: [nextPage, 2],
    org: org => pageOf(org, 1, {totalSize: 6}),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N25 fewer counted than given',
    asked: [nextPage, 2],
    org: org => pageOf(org, 1, {totalSize: 4}),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N26 a deal doubled',
    asked: [nextPage, 2],
    org: org => rowsOf(org, ([first, last]) => [first, first, last]),
    exit: 0,
  },
  {
    n: 'N26 a deal skipped',
    asked: [nextPage, 2],
    org: org => rowsOf(org, ([first]) => [first]),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N27 a deal closes before its page',
    asked: [nextPage, 2],
    org: org => closing(org, 5),
    exit: 0,
    deals: 4,
  },
  {
    n: 'N27 a deal closes after its page',
    asked: [nextPage, 2],
    org: org => closing(org, 1),
    exit: 0,
    deals: 4,
  },
  {n: 'N28 a cursor that ended', asked: [nextPage, 3], answer: locatorGone, times: 1, exit: 0},
  {
    n: 'N28 a cursor that ends always',
    asked: [nextPage, 2],
    answer: locatorGone,
    exit: 6,
    code: 'incomplete',
  },
  {n: 'N28 page 2 fails', asked: [nextPage, 3], answer: outOfOrder, exit: 6, code: 'unreachable'},
  {n: 'N28 page 2 hangs', asked: [nextPage, 1], answer: hang, speed: 10, exit: 6, code: 'timeout'},
  {
    n: 'N29 10,001 deals',
    asked: [nextPage, 5],
    org: org => {
      org.pageSize = 2000
      org.tables.Opportunity!.rows = deals(10_001)
    },
    exit: 0,
    deals: 10_001,
  },
  {
    n: 'N31 a field that must be there is hidden',
    asked: [api, 1],
    org: ({tables}) => void delete tables.Opportunity!.fields.IsWon,
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N31 a field that rules need is null everywhere',
    asked: [firstPage, 1],
    org: ({tables}) =>
      tables.Opportunity!.rows.map(row => Object.assign(row, {Amount: null, NextStep: null})),
    exit: 0,
  },
  {
    n: 'N32 wrong types in most deals',
    asked: [firstPage, 1],
    org: ({tables}) => tables.Opportunity!.rows.map(row => Object.assign(row, {Amount: 'a lot'})),
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N32 no id',
    asked: [firstPage, 1],
    org: org => pageOf(org, 1, {records: [{}]}),
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N34 a redirect to another host',
    asked: [firstPage, 1],
    answer: response => redirect(foreign.url)(response),
    exit: 6,
    code: 'not-the-crm',
  },
  {
    n: 'N34 a redirect in a circle',
    asked: [firstPage, 1],
    answer: redirect('/services/data/v66.0/query'),
    exit: 6,
    code: 'not-the-crm',
  },
]

/** All sessions ended, so that the first call asks for a token. */
function ended({oauth}: FakeSalesforce): void {
  oauth.accessTokens.clear()
}

/** Tells what came with the request, as some servers do. */
function repeating({oauth}: FakeSalesforce): Answer {
  return errorAnswer(400, 'MALFORMED_QUERY', `unexpected token: ${[...oauth.accessTokens].join(' ')}`)
}

type FakePage = Parameters<FakeSalesforce['onPage']>[0]

/** Changes one page of the open deals. */
function pageOf(org: FakeSalesforce, wanted: number, changes: FakePage): void {
  org.onPage = (page, number) => (number === wanted && page.totalSize === 5 ? {...page, ...changes} : page)
}

/** Changes the deals of page 2. */
function rowsOf(org: FakeSalesforce, change: (records: unknown[]) => unknown[]): void {
  org.onPage = (page, number) => (number === 2 ? {...page, records: change(page.records!)} : page)
}

/** The last page has the cursor of an earlier one, which begins at row `from`. */
function leadBack(org: FakeSalesforce, from: number): void {
  let first = ''
  org.onPage = (page, number) => {
    if (number === 1) first = page.nextRecordsUrl || first
    return number === 3 ? {...page, done: false, nextRecordsUrl: first.replace(/-\d+$/, `-${from}`)} : page
  }
}

/** The `n`th deal is won while pages are read. */
function closing(org: FakeSalesforce, n: number): void {
  org.beforePage = number => {
    if (number === 2) Object.assign(org.tables.Opportunity!.rows[n - 1]!, aClosedOpportunity(n))
  }
}

describe.concurrent('a Salesforce that fails: run-now', () => {
  it.for(rows)('$n: $exit $code', async ({asked, answer, times, org, logins = 0, speed, ...end}, {skip}) => {
    if (speed !== undefined && !canFakeTime) return skip('the package faketime is not installed')
    const {fake, home, secrets} = await anOrg()
    try {
      org?.(fake)
      if (answer) fake.faults.push({on: asked[0], answer, ...(times !== undefined && {times})})
      await expectEnd(home, end, speed === undefined ? {} : fastClock(new Date().toISOString(), speed))
      expect({asked: fake.countOf(asked[0]), logins: fake.countOf(token)}).toEqual({asked: asked[1], logins})
      expect(home.hunt(secrets())).toEqual([])
    } finally {
      await fake.stop()
      home.remove()
    }
  })
})

it('N33 no deals after 250 are what Salesforce says there are, and the report says that it is odd', async () => {
  const {fake, home, secrets} = await anOrg()
  fake.pageSize = 2000
  fake.tables.Opportunity!.rows = deals(250)
  await expectEnd(home, {exit: 0, deals: 250})
  fake.tables.Opportunity!.rows = []
  await expectEnd(home, {exit: 0, deals: 0})
  const report = await home.run(['report', 'weekly@latest', '--format', 'markdown'])
  expect(report.out).toContain('no open deals now, 250 at the last review')
  expect(home.hunt(secrets())).toEqual([])
  await fake.stop()
  home.remove()
})

it('N23, N34: the other host has heard nothing', () => expect(foreign.sockets).toBe(0))
