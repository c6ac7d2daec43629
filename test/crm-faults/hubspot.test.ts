import {gzipSync} from 'node:zlib'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {crmHome} from '../support/crm-home.js'
import {
  aHubspotDeal,
  anAccount,
  aWonDeal,
  dealProperties,
  type FakeAccount,
  type FakeDeal,
  manyDeals,
} from '../support/fake-hubspot/account.js'
import {type FakeRequest, failure} from '../support/fake-hubspot/answers.js'
import {FakeLogin} from '../support/fake-hubspot/login.js'
import {FakeHubspot, type Fault, type FaultScript} from '../support/fake-hubspot/server.js'
import {expectEnd, type FaultEnd} from '../support/fault-end.js'
import {canFakeTime, fastClock} from '../support/faults.js'
import {silentHost} from '../support/silent-host.js'

// N8-N34 of the table of failures, as HubSpot may do them to the built program: what it exits with, how often it asks, what it stores.
// Those of the network itself, N1-N7 and N35, are in network.test.ts. What is printed and stored is searched for every secret.

const accessToken = 'na1+planted/access=token&0'

type Broken = {
  account?: Partial<FakeAccount>
  fault?: FaultScript
  /** Tokens that are taken; `access-1` is what the first refresh gives. */
  taken?: readonly string[]
  daily?: {limit: number; remaining: number}
}

/** With those of the stages, the won deals are not searched for once more. */
const properties = [...dealProperties, 'hs_v2_date_entered_presentation', 'hs_v2_date_entered_closedwon']

/** Five open deals; the login is with the browser, and its refresh token rotates. */
async function aPortal({account, fault = () => null, taken = [accessToken], daily}: Broken) {
  const login = new FakeLogin()
  login.isRotating = true
  const {refreshToken, clientSecret, clientId} = login
  const fake = await FakeHubspot.start({
    account: anAccount({properties, deals: manyDeals(5), ...account}),
    fault,
    login,
    tokens: new Set(taken),
    ...(daily && {daily}),
  })
  const settings = {login: 'browser', clientId, apiUrl: fake.url, isPrivateAllowed: true}
  const usableUntil = Date.now() + 3_600_000
  const secret = JSON.stringify({refreshToken, clientSecret, accessToken, usableUntil})
  return {
    fake,
    home: await crmHome({kind: 'hubspot', settings, secret}),
    secrets: () => [refreshToken, clientSecret, accessToken, login.refreshToken, ...login.accessTokens],
  }
}

type Row = FaultEnd &
  Broken & {
    /** Number in the table of failures, and what it does. */
    n: string
    /** Searches for deals that were made. */
    searches: number
    /** Times that a token is asked for. */
    logins?: number
    /** Waits for a deadline: with clocks so many times as fast. */
    speed?: number
  }

type SearchAnswer = {
  total: number
  results: {id: string; properties: Record<string, unknown>}[]
  paging?: unknown
}

const isSearch = ({path}: FakeRequest) => path.endsWith('/search')
const isToken = ({path}: FakeRequest) => path.startsWith('/oauth/')

/** The fault at each search, or at the searches with these numbers. */
function atSearch(fault: Fault, ...numbers: number[]): FaultScript {
  return (request, _answer, number) =>
    isSearch(request) && (numbers.length === 0 || numbers.includes(number)) ? fault : null
}

function atToken(fault: Fault): FaultScript {
  return request => (isToken(request) ? fault : null)
}

/** Changes the right answers to searches. */
function changed(change: (body: SearchAnswer, number: number) => SearchAnswer): FaultScript {
  return (request, {status, body}, number) =>
    isSearch(request) ? {status, body: change(body as SearchAnswer, number)} : null
}

/** The first page again and again. */
function repeatFirst(): FaultScript {
  let first: Fault | null = null
  return (request, answer) => {
    if (!isSearch(request)) return null
    first ??= answer
    return first
  }
}

const html = {raw: '<!doctype html><title>Sign in</title>', headers: {'content-type': 'text/html'}}
const outOfOrder = failure(500, 'INTERNAL')
const limited = (headers: Record<string, string>, policyName = 'TEN_SECONDLY_ROLLING') => ({
  ...failure(429, 'RATE_LIMITS', {errorType: 'RATE_LIMIT', policyName}),
  headers,
})
const date = 'Tue, 31 Mar 2026 12:00:00 GMT'
const bomb = {raw: gzipSync(Buffer.alloc(100 * 1024 * 1024, 32)), headers: {'content-encoding': 'gzip'}}
const encoded = {raw: '{}', headers: {'content-encoding': Array(1000).fill('gzip').join(', ')}}
const next = {paging: {next: {after: '200'}}}
const twoPages = {account: {deals: manyDeals(201)}, deals: 201}
const expired = {taken: ['access-1']}

let foreign: Awaited<ReturnType<typeof silentHost>>
beforeAll(async () => {
  foreign = await silentHost()
})
afterAll(() => foreign.close())

const rows: Row[] = [
  {n: 'N8 reset', fault: atSearch({does: 'reset'}), searches: 3, exit: 6, code: 'unreachable'},
  {n: 'N8 reset once', fault: atSearch({does: 'reset'}, 1), searches: 3, exit: 0},
  {
    n: 'N9 a body shorter than announced',
    fault: atSearch({does: 'cut'}),
    searches: 3,
    exit: 6,
    code: 'incomplete',
  },
  {n: 'N10 429 with a second', fault: atSearch(limited({'retry-after': '1'}), 1), searches: 3, exit: 0},
  {
    n: 'N10 429 with 11 seconds',
    fault: atSearch(limited({'retry-after': '11'})),
    searches: 1,
    exit: 6,
    code: 'rate-limited',
  },
  {
    n: 'N11 429 with a date',
    fault: atSearch(limited({'retry-after': 'Tue, 31 Mar 2026 12:00:30 GMT', date})),
    searches: 1,
    exit: 6,
    code: 'rate-limited',
  },
  {
    n: 'N11 429 with nonsense',
    fault: atSearch(limited({'retry-after': 'soon'})),
    searches: 3,
    exit: 6,
    code: 'rate-limited',
  },
  {n: 'N11 429 with nothing', fault: atSearch(limited({})), searches: 3, exit: 6, code: 'rate-limited'},
  {n: 'N12 429 for the day', fault: atSearch(limited({date}, 'DAILY')), searches: 1, exit: 6, code: 'quota'},
  {
    n: 'N12 90.1 % of the calls of a day used',
    daily: {limit: 1000, remaining: 99},
    searches: 0,
    exit: 6,
    code: 'quota',
  },
  {n: 'N13 401 once', ...expired, searches: 2, logins: 1, exit: 0, refresh: 'replaced'},
  {
    n: 'N14 401 always',
    taken: [],
    searches: 0,
    logins: 1,
    exit: 5,
    code: 'auth',
    refresh: 'replaced',
    marked: true,
  },
  {
    n: 'N14 401 always, from the first search on',
    fault: atSearch(failure(401, 'EXPIRED_AUTHENTICATION')),
    taken: [accessToken, 'access-1'],
    searches: 2,
    logins: 1,
    exit: 5,
    code: 'auth',
    refresh: 'replaced',
    marked: true,
  },
  {
    n: 'N15 the refresh is refused',
    ...expired,
    fault: atToken({status: 400, body: {status: 'BAD_REFRESH_TOKEN', message: 'no refresh-1'}}),
    searches: 0,
    logins: 1,
    exit: 5,
    code: 'auth',
    marked: true,
  },
  {
    n: 'N15 the refresh gives 500',
    ...expired,
    fault: atToken(outOfOrder),
    searches: 0,
    logins: 3,
    exit: 6,
    code: 'unreachable',
  },
  {
    n: 'N15 the refresh gives HTML',
    ...expired,
    fault: atToken(html),
    searches: 0,
    logins: 3,
    exit: 6,
    code: 'not-the-crm',
  },
  {
    n: 'N15 the refresh hangs',
    ...expired,
    fault: atToken({does: 'hang'}),
    speed: 10,
    searches: 0,
    logins: 1,
    exit: 6,
    code: 'timeout',
  },
  {
    n: 'N17 403 without scopes',
    fault: atSearch(failure(403, 'MISSING_SCOPES')),
    searches: 1,
    exit: 5,
    code: 'auth',
    marked: true,
  },
  {
    n: 'N17 400 for a question',
    fault: atSearch(failure(400, 'VALIDATION_ERROR')),
    searches: 1,
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N17 a refusal that repeats the token',
    fault: atSearch(failure(400, 'BAD', {message: `${accessToken} or ${encodeURIComponent(accessToken)}`})),
    searches: 1,
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N17 404 for a path that was retired',
    fault: atSearch(failure(404, 'NOT_FOUND')),
    searches: 1,
    exit: 6,
    code: 'schema',
  },
  {n: 'N18 500 twice', fault: atSearch(outOfOrder, 1, 2), searches: 4, exit: 0},
  {n: 'N18 500 always', fault: atSearch(outOfOrder), searches: 3, exit: 6, code: 'unreachable'},
  {
    n: 'N18 503 with HTML',
    fault: atSearch({...html, status: 503}),
    searches: 3,
    exit: 6,
    code: 'unreachable',
  },
  {
    n: 'N18 477 while the account is moved',
    fault: atSearch({...failure(477, 'MIGRATION'), headers: {'retry-after': '3600'}}),
    searches: 1,
    exit: 6,
    code: 'unreachable',
  },
  {n: 'N19 HTML with 200', fault: atSearch(html), searches: 1, exit: 6, code: 'not-the-crm'},
  {
    n: 'N19 HTML with 200 as page 2',
    ...twoPages,
    fault: atSearch(html, 2),
    searches: 2,
    exit: 6,
    code: 'not-the-crm',
  },
  {n: 'N19 {} with 200', fault: atSearch({status: 200, body: {}}), searches: 1, exit: 6, code: 'schema'},
  {
    n: 'N20 cut JSON',
    fault: atSearch({raw: '{"total": 5, "resul'}),
    searches: 1,
    exit: 6,
    code: 'incomplete',
  },
  {n: 'N20 nothing with 200', fault: atSearch({raw: ''}), searches: 1, exit: 6, code: 'incomplete'},
  {n: 'N20 204', fault: atSearch({raw: '', status: 204}), searches: 1, exit: 6, code: 'incomplete'},
  {
    n: 'N20 bad UTF-8',
    fault: atSearch({raw: Buffer.from([0x22, 0xff, 0x22])}),
    searches: 3,
    exit: 6,
    code: 'incomplete',
  },
  {n: 'N21 a gzip bomb', fault: atSearch(bomb), searches: 1, exit: 6, code: 'source-failed'},
  {n: 'N21 1,000 encodings', fault: atSearch(encoded), searches: 1, exit: 6, code: 'incomplete'},
  {
    n: 'N22 the same page again',
    account: {deals: manyDeals(401)},
    fault: repeatFirst(),
    searches: 2,
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N22 empty pages without end',
    fault: changed(() => ({total: 2, results: [], ...next})),
    searches: 1,
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N24 more deals, but no word of them',
    ...twoPages,
    fault: changed(({total, results}) => ({total, results})),
    searches: 2,
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N24 no total',
    fault: changed(({results}) => ({results}) as SearchAnswer),
    searches: 1,
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N25 more counted than given',
    fault: changed(body => ({...body, total: body.total + 1})),
    searches: 2,
    exit: 6,
    code: 'incomplete',
  },
  {
    n: 'N26 a deal doubled',
    fault: changed(body => ({...body, results: body.results.flatMap(deal => [deal, deal])})),
    searches: 2,
    exit: 0,
  },
  {
    n: 'N26 a deal skipped',
    account: {deals: manyDeals(201)},
    fault: changed((body, number) => (number === 2 ? {...body, results: []} : body)),
    searches: 3,
    exit: 6,
    code: 'incomplete',
  },
  {n: 'N27 a deal closes while pages are read', ...closing(), searches: 4, exit: 0, deals: 200},
  {
    n: 'N28 page 2 fails once',
    ...twoPages,
    fault: atSearch(failure(502, 'BAD_GATEWAY'), 2),
    searches: 4,
    exit: 0,
  },
  {
    n: 'N28 page 2 fails always',
    ...twoPages,
    fault: atSearch(outOfOrder, 2, 3, 4),
    searches: 4,
    exit: 6,
    code: 'unreachable',
  },
  {
    n: 'N28 page 2 hangs',
    ...twoPages,
    fault: atSearch({does: 'hang'}, 2),
    speed: 10,
    searches: 2,
    exit: 6,
    code: 'timeout',
  },
  {n: 'N29 10,001 deals', account: {deals: manyDeals(10_001)}, searches: 52, exit: 0, deals: 10_001},
  {
    n: 'N31 the property that tells open deals was renamed',
    account: {properties: properties.filter(name => name !== 'hs_is_closed')},
    searches: 0,
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N31 everything is null',
    fault: changed(body => ({...body, results: body.results.map(deal => ({...deal, properties: {}}))})),
    searches: 2,
    exit: 0,
  },
  {
    n: 'N32 wrong types in most deals',
    account: {deals: manyDeals(5).map(({id}) => aHubspotDeal(id, {amount: 'a lot'}))},
    searches: 2,
    exit: 6,
    code: 'source-failed',
  },
  {
    n: 'N32 an id is no number',
    fault: changed(body => ({...body, results: body.results.map(deal => ({...deal, id: '../x'}))})),
    searches: 1,
    exit: 6,
    code: 'schema',
  },
  {
    n: 'N34 a redirect to another host',
    fault: request => (isSearch(request) ? {raw: '', status: 302, headers: {location: foreign.url}} : null),
    searches: 3,
    exit: 6,
    code: 'not-the-crm',
  },
]

/** After the first page was made, a deal of it is won, and one that is still to come. */
function closing(): Broken {
  const deals: FakeDeal[] = manyDeals(202)
  return {
    account: {deals},
    fault(request, _answer, number) {
      if (isSearch(request) && number === 1)
        for (const at of [0, 201]) deals[at] = aWonDeal(deals[at]!.id, {closedate: new Date().toISOString()})
      return null
    },
  }
}

describe.concurrent('a HubSpot that fails: run-now', () => {
  it.for(rows)('$n: $exit $code', async ({searches, logins = 0, speed, ...row}, {skip}) => {
    if (speed !== undefined && !canFakeTime) return skip('the package faketime is not installed')
    const {fake, home, secrets} = await aPortal(row)
    try {
      await expectEnd(home, row, speed === undefined ? {} : fastClock(new Date().toISOString(), speed))
      const asked = {searches: fake.count('/search'), logins: fake.count('/token')}
      expect(asked).toEqual({searches, logins})
      expect(home.hunt(secrets())).toEqual([])
    } finally {
      await fake.stop()
      home.remove()
    }
  })
})

it('N33 no deals after 250 are what HubSpot says there are, and the report says that it is odd', async () => {
  const deals = manyDeals(250)
  const {fake, home, secrets} = await aPortal({account: {deals}})
  await expectEnd(home, {exit: 0, deals: 250})
  deals.length = 0
  await expectEnd(home, {exit: 0, deals: 0})
  const report = await home.run(['report', 'weekly@latest', '--format', 'markdown'])
  expect(report.out).toContain('no open deals now, 250 at the last review')
  expect(home.hunt(secrets())).toEqual([])
  await fake.stop()
  home.remove()
})

it('N34: the other host has heard nothing', () => expect(foreign.sockets).toBe(0))
