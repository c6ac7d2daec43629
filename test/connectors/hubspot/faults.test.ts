import {gzipSync} from 'node:zlib'
import {describe, expect, it} from 'vitest'
import {
  aHubspotDeal,
  anAccount,
  aWonDeal,
  dealProperties,
  type FakeAccount,
  manyDeals,
} from '../../support/fake-hubspot/account.js'
import {batchError, type FakeRequest, failure} from '../../support/fake-hubspot/answers.js'
import {readHubspot} from '../../support/fake-hubspot/read-hubspot.js'
import type {Fault, FaultScript} from '../../support/fake-hubspot/server.js'

const isSearch = ({path}: FakeRequest) => path.endsWith('/search')

/** The fault at each search, or at the searches with these numbers. */
const atSearch =
  (fault: Fault, ...numbers: number[]): FaultScript =>
  (request, _answer, number) =>
    isSearch(request) && (numbers.length === 0 || numbers.includes(number)) ? fault : null

/** Changes the right answers to searches. */
const changed =
  (change: (body: SearchAnswer, number: number) => SearchAnswer): FaultScript =>
  (request, {status, body}, number) =>
    isSearch(request) ? {status, body: change(body as SearchAnswer, number)} : null

type SearchAnswer = {
  total: number
  results: {id: string; properties: Record<string, unknown>}[]
  paging?: unknown
}

const html = {raw: '<!doctype html><title>Sign in</title>', headers: {'content-type': 'text/html'}}
const limited = (headers: Record<string, string>, policyName = 'TEN_SECONDLY_ROLLING') => ({
  ...failure(429, 'RATE_LIMITS', {errorType: 'RATE_LIMIT', policyName}),
  headers,
})
const now = 'Tue, 31 Mar 2026 12:00:00 GMT'
const next = {paging: {next: {after: '200'}}}

type Row = {
  /** As the table of faults numbers it. */
  name: string
  fault: FaultScript
  account?: Partial<FakeAccount>
  tokens?: readonly string[]
  taken?: string[]
  maxBytes?: number
  /** Null where the read succeeds. */
  code: string | null
  canPass?: boolean
  retryAfterMs?: number
  says?: RegExp
  hint?: RegExp
  /** Searches that were made. */
  searches: number
  ids?: string[]
  warns?: RegExp
}

const rows: Row[] = [
  {
    name: 'N8 the connection is reset',
    fault: atSearch({does: 'reset'}),
    code: 'unreachable',
    canPass: true,
    searches: 3,
  },
  {name: 'N8 reset once', fault: atSearch({does: 'reset'}, 1), code: null, searches: 3, ids: ['1', '2']},
  {
    name: 'N8, N9 the body is shorter than announced',
    fault: atSearch({does: 'cut'}),
    code: 'incomplete',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N10 429 with a second',
    fault: atSearch(limited({'retry-after': '1'}), 1),
    code: null,
    searches: 3,
    ids: ['1', '2'],
  },
  {
    name: 'N10 429 with longer than a thread waits',
    fault: atSearch(limited({'retry-after': '11'})),
    code: 'rate-limited',
    canPass: true,
    retryAfterMs: 11_000,
    searches: 1,
  },
  {
    name: 'N11 429 with a date',
    fault: atSearch(limited({'retry-after': 'Tue, 31 Mar 2026 12:00:30 GMT', date: now})),
    code: 'rate-limited',
    canPass: true,
    retryAfterMs: 30_000,
    searches: 1,
  },
  {
    name: 'N11 429 with nonsense',
    fault: atSearch(limited({'retry-after': 'soon'})),
    code: 'rate-limited',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N11 429 with nothing',
    fault: atSearch(limited({}, 'SECONDLY')),
    code: 'rate-limited',
    canPass: true,
    says: /SECONDLY/,
    searches: 3,
  },
  {
    name: 'N11 429 without a body of HubSpot',
    fault: atSearch({raw: 'slow down', status: 429}),
    code: 'not-the-crm',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N12 429 for the day',
    fault: atSearch(limited({date: now}, 'DAILY')),
    code: 'quota',
    canPass: false,
    retryAfterMs: 10 * 3_600_000,
    says: /; until 2026-04-01 00:00 Europe\/Berlin$/,
    searches: 1,
  },
  {
    name: 'N13 401 once',
    fault: () => null,
    tokens: ['old', 'new'],
    taken: ['new'],
    code: null,
    searches: 2,
    ids: ['1', '2'],
  },
  {
    name: 'N14 401 always',
    fault: () => null,
    tokens: ['old', 'older'],
    taken: ['new'],
    code: 'auth',
    canPass: false,
    searches: 0,
    hint: /^revsched connection login acme$/,
  },
  {
    name: 'N14 401 in the middle',
    fault: atSearch(failure(401, 'EXPIRED_AUTHENTICATION')),
    tokens: ['old', 'new'],
    code: 'auth',
    searches: 2,
  },
  {
    name: 'N17 403 without scopes',
    fault: atSearch(
      failure(403, 'MISSING_SCOPES', {
        errors: [{message: 'x', context: {requiredGranularScopes: ['crm.objects.deals.read']}}],
      }),
    ),
    code: 'auth',
    canPass: false,
    says: /scopes missing: crm\.objects\.deals\.read/,
    searches: 1,
  },
  {
    name: 'N12 429 for the day at the first call of all',
    fault: () => limited({'retry-after': '7200'}, 'DAILY'),
    code: 'quota',
    canPass: false,
    retryAfterMs: 7_200_000,
    says: /until midnight in the account's time zone$/,
    searches: 0,
  },
  {
    name: 'N17 403 for another reason',
    fault: atSearch(failure(403, 'FORBIDDEN')),
    code: 'auth',
    canPass: false,
    says: /; "refused: FORBIDDEN"$/,
    searches: 1,
  },
  {
    name: 'N17 400 that repeats the token',
    fault: atSearch(failure(400, 'BAD', {message: 'no pat-eu1-abc, no Bearer x.y, see amount'})),
    code: 'schema',
    canPass: false,
    says: /"no \.\.\., no \.\.\. see amount"$/,
    searches: 1,
  },
  {
    name: 'N17 400 that repeats a token without a form of its own',
    fault: atSearch(failure(400, 'BAD', {message: 'token-1 is not taken'})),
    code: 'schema',
    canPass: false,
    says: /"\(token\) is not taken"$/,
    searches: 1,
  },
  {
    name: 'N17 400 for a question',
    fault: atSearch(failure(400, 'VALIDATION_ERROR')),
    code: 'schema',
    canPass: false,
    says: /VALIDATION_ERROR/,
    searches: 1,
  },
  {
    name: 'N17 404 for a path that was retired',
    fault: atSearch(failure(404, 'NOT_FOUND')),
    code: 'schema',
    canPass: false,
    searches: 1,
  },
  {
    name: 'N18 500 twice',
    fault: atSearch(failure(500, 'INTERNAL'), 1, 2),
    code: null,
    searches: 4,
    ids: ['1', '2'],
  },
  {
    name: 'N18 500 always',
    fault: atSearch(failure(500, 'INTERNAL')),
    code: 'unreachable',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N18 503 with HTML',
    fault: atSearch({...html, status: 503}),
    code: 'unreachable',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N18 503 with a long wait',
    fault: atSearch({...failure(503, 'DOWN'), headers: {'retry-after': '600'}}),
    code: 'unreachable',
    canPass: true,
    retryAfterMs: 600_000,
    searches: 1,
  },
  {
    name: 'N18 477 while the account is moved',
    fault: atSearch({...failure(477, 'MIGRATION'), headers: {'retry-after': '3600'}}),
    code: 'unreachable',
    canPass: true,
    retryAfterMs: 3_600_000,
    searches: 1,
  },
  {name: 'N19 HTML with 200', fault: atSearch(html), code: 'not-the-crm', canPass: true, searches: 1},
  {
    name: 'N19 HTML with 403',
    fault: atSearch({...html, status: 403}),
    code: 'not-the-crm',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N19 HTML with 200 on page 2',
    account: {deals: manyDeals(201)},
    fault: atSearch(html, 2),
    code: 'not-the-crm',
    canPass: true,
    searches: 2,
  },
  {
    name: 'N19 another JSON: {}',
    fault: atSearch({status: 200, body: {}}),
    code: 'schema',
    canPass: false,
    searches: 1,
  },
  {
    name: 'N19 another JSON: a text',
    fault: atSearch({status: 200, body: 'hello'}),
    code: 'schema',
    canPass: false,
    searches: 1,
  },
  {
    name: 'N19 a redirect',
    fault: atSearch({raw: '', status: 302, headers: {location: 'http://127.0.0.1:9/'}}),
    code: 'not-the-crm',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N20 cut JSON',
    fault: atSearch({raw: '{"total": 2, "resul'}),
    code: 'incomplete',
    canPass: true,
    searches: 1,
  },
  {name: 'N20 nothing with 200', fault: atSearch({raw: ''}), code: 'incomplete', canPass: true, searches: 1},
  {name: 'N20 204', fault: atSearch({raw: '', status: 204}), code: 'incomplete', canPass: true, searches: 1},
  {
    name: 'N20 bad UTF-8',
    fault: atSearch({raw: Buffer.from([0x22, 0xff, 0x22])}),
    code: 'incomplete',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N21 gzip bomb',
    fault: atSearch({raw: gzipSync(Buffer.alloc(2_000_000, 32)), headers: {'content-encoding': 'gzip'}}),
    maxBytes: 1_000_000,
    code: 'source-failed',
    canPass: false,
    searches: 1,
  },
  {
    name: 'N21 encodings without end',
    fault: atSearch({raw: '{}', headers: {'content-encoding': Array(1000).fill('gzip').join(', ')}}),
    code: 'incomplete',
    searches: 1,
  },
  {
    name: 'N22 the same page again',
    account: {deals: manyDeals(401)},
    fault: repeatFirst(),
    code: 'incomplete',
    canPass: true,
    says: /no further deals/,
    searches: 2,
  },
  {
    name: 'N22 empty pages without end',
    fault: changed(() => ({total: 2, results: [], ...next})),
    code: 'incomplete',
    canPass: true,
    says: /no further deals/,
    searches: 1,
  },
  {
    name: 'N22 ids that go back',
    account: {deals: manyDeals(401)},
    fault: changed((body, number) =>
      number === 2
        ? {...body, results: body.results.map(deal => ({...deal, id: `9${deal.id.slice(2)}`}))}
        : body,
    ),
    code: 'incomplete',
    canPass: true,
    searches: 2,
  },
  {
    name: 'N24 more deals, but no word of them',
    account: {deals: manyDeals(201)},
    fault: changed(({total, results}) => ({total, results})),
    code: 'incomplete',
    canPass: true,
    says: /counts 201 deals and gave 200/,
    searches: 2,
  },
  {
    name: 'N24 no total',
    fault: changed(({results}) => ({results}) as SearchAnswer),
    code: 'schema',
    canPass: false,
    searches: 1,
  },
  {
    name: 'N25 more counted than given',
    fault: changed(body => ({...body, total: body.total + 1})),
    code: 'incomplete',
    canPass: true,
    says: /counts 3 deals and gave 2/,
    searches: 2,
  },
  {
    name: 'N25 more counted than given, for a moment',
    fault: changed((body, number) => (number === 1 ? {...body, total: 3} : body)),
    code: null,
    searches: 3,
    ids: ['1', '2'],
  },
  {
    name: 'N25 fewer counted than given',
    fault: changed(body => ({...body, total: 0})),
    code: null,
    searches: 2,
    ids: ['1', '2'],
  },
  {
    name: 'N26 a deal doubled in a page',
    fault: changed(body => ({...body, results: body.results.flatMap(deal => [deal, deal])})),
    code: null,
    searches: 2,
    ids: ['1', '2'],
  },
  {
    name: 'N26 a deal skipped',
    account: {deals: manyDeals(401)},
    fault: changed((body, number) =>
      number === 2 ? {...body, results: body.results.slice(0, -1), paging: undefined} : body,
    ),
    code: 'incomplete',
    canPass: true,
    searches: 3,
  },
  {
    name: 'N26 deals of page 1 again in page 2',
    account: {deals: manyDeals(201)},
    fault: doubled(),
    code: null,
    searches: 3,
  },
  {
    name: 'N28 page 2 fails once',
    account: {deals: manyDeals(201)},
    fault: atSearch(failure(502, 'BAD_GATEWAY'), 2),
    code: null,
    searches: 4,
  },
  {
    name: 'N28 page 2 fails always',
    account: {deals: manyDeals(201)},
    fault: atSearch(failure(502, 'BAD_GATEWAY'), 2, 3, 4),
    code: 'unreachable',
    canPass: true,
    searches: 4,
  },
  {
    name: 'N31 the property that tells open deals was renamed',
    account: {properties: dealProperties.filter(name => name !== 'hs_is_closed')},
    fault: () => null,
    code: 'schema',
    canPass: false,
    says: /hs_is_closed/,
    searches: 0,
  },
  {
    name: 'N31 everything is null',
    fault: changed(body => ({...body, results: body.results.map(deal => ({...deal, properties: {}}))})),
    code: null,
    searches: 2,
    ids: ['1', '2'],
  },
  {
    name: 'N32 most deals have wrong types',
    fault: changed(body => ({
      ...body,
      results: body.results.map(deal => ({...deal, properties: {...deal.properties, amount: 5}})),
    })),
    code: 'source-failed',
    canPass: false,
    says: /property "amount", value "5": not a text/,
    searches: 2,
  },
  {
    name: 'N32 an id is no number',
    fault: changed(body => ({...body, results: body.results.map(deal => ({...deal, id: '../x'}))})),
    code: 'schema',
    canPass: false,
    searches: 1,
  },
]

function repeatFirst(): FaultScript {
  let first: Fault | null = null
  return (request, answer) => {
    if (!isSearch(request)) return null
    first ??= answer
    return first
  }
}

function doubled(): FaultScript {
  let first: SearchAnswer | null = null
  return changed((body, number) => {
    first ??= body
    return number === 2 ? {...body, results: [...first.results.slice(0, 5), ...body.results]} : body
  })
}

describe.concurrent('a HubSpot that', () => {
  it.each(rows)('$name', async row => {
    const deals = [aHubspotDeal('1'), aHubspotDeal('2')]
    const read = await readHubspot(
      {
        account: anAccount({deals, ...row.account}),
        fault: row.fault,
        ...(row.taken && {tokens: new Set(row.taken)}),
      },
      {
        ...(row.tokens && {tokens: row.tokens}),
        limits: row.maxBytes === undefined ? {} : {maxBytes: row.maxBytes},
      },
    )
    const {error} = read
    expect({code: error?.code ?? null, message: error?.message ?? ''}).toEqual({
      code: row.code,
      message: expect.stringMatching(row.says ?? /^/),
    })
    if (error) {
      expect(error.canPass).toBe(row.canPass ?? false)
      expect(error.retryAfterMs).toBe(row.retryAfterMs)
      expect(error.hint ?? '').toMatch(row.hint ?? /^/)
      expect(`${error.message} ${error.hint}`).not.toMatch(/token-1|Bearer|pat-eu1/)
    }
    expect(read.fake.count('/search')).toBe(row.searches)
    if (row.ids) expect([...read.deals.keys()]).toEqual(row.ids)
  })
})

describe('the calls of the day', () => {
  it.each([
    {name: '79.9 % used', remaining: 201, code: null, warnings: 0},
    {name: '80 % used', remaining: 200, code: null, warnings: 1},
    {name: '90 % used', remaining: 100, code: null, warnings: 1},
    {name: '90.1 % used', remaining: 99, code: 'quota', warnings: 0},
  ])('$name', async ({remaining, code, warnings}) => {
    const {error, report, fake} = await readHubspot({account: anAccount(), daily: {limit: 1000, remaining}})
    expect(error?.code ?? null).toBe(code)
    expect(report?.warnings.length ?? 0).toBe(warnings)
    if (code === null) return
    expect(fake.count()).toBe(1)
    expect(error?.message).toMatch(
      /9 % of its API calls of today left.*until \d{4}-\d\d-\d\d 00:00 Europe\/Berlin$/,
    )
    expect(error?.retryAfterMs).toBeGreaterThan(0)
    expect(error?.retryAfterMs).toBeLessThanOrEqual(86_400_000)
  })
})

describe('deals that change meanwhile', () => {
  it('N27 one that closes between the pages is taken once, as it is later', async () => {
    const deals = [...manyDeals(201)]
    const account = anAccount({deals})
    const fault: FaultScript = (request, _answer, number) => {
      // After the first page was made, one of it and one that is still to come are won.
      if (isSearch(request) && number === 1)
        for (const index of [0, 200])
          deals[index] = aWonDeal(deals[index]!.id, {closedate: '2026-03-31T11:00:00Z'})
      return null
    }
    const read = await readHubspot({account, fault})
    expect(read.error).toBeNull()
    expect(read.deals.size).toBe(201)
    expect([...read.deals.values()].filter(({outcome}) => outcome === 'won').map(({id}) => id)).toEqual([
      '1001',
      '1201',
    ])
  })

  it('one that is deleted between search and reading is gone', async () => {
    const ownProperties = Array.from({length: 120}, (_, index) => `own_property_number_${index}`)
    const deals = [aHubspotDeal('1'), aHubspotDeal('2')]
    const fault: FaultScript = request => {
      if (isSearch(request)) deals[0] = {...deals[0]!, isArchived: true}
      return null
    }
    const read = await readHubspot(
      {account: anAccount({ownProperties, deals}), fault},
      {options: {customFields: 'all'}},
    )
    expect(read.error).toBeNull()
    expect([...read.deals.keys()]).toEqual(['2'])
  })

  it.each([
    {name: 'into one that came before', survivor: '1', merged: '99999', searches: 3},
    {
      name: 'into one that comes later: everything is read again',
      survivor: '99999',
      merged: '1',
      searches: 5,
    },
  ])('a deal that was merged $name counts as that one', async ({survivor, merged, searches}) => {
    const deals = [aHubspotDeal('1'), ...manyDeals(200), aHubspotDeal('99999')].map(deal =>
      deal.id === survivor ? aHubspotDeal(survivor, {hs_merged_object_ids: merged}) : deal,
    )
    const read = await readHubspot({account: anAccount({deals})})
    expect(read.error).toBeNull()
    expect(read.deals.size).toBe(201)
    expect(read.deals.has(merged)).toBe(false)
    expect(read.fake.count('/search')).toBe(searches)
  })
})

describe('batches', () => {
  const ownProperties = Array.from({length: 120}, (_, index) => `own_property_number_${index}`)
  const account = anAccount({ownProperties, deals: [aHubspotDeal('1'), aHubspotDeal('2')]})
  it('that leave out a deal without a word are incomplete', async () => {
    const fault: FaultScript = ({path}, {status, body}) =>
      path.endsWith('/batch/read') ? {status, body: {...Object(body), results: []}} : null
    const {error} = await readHubspot({account, fault}, {options: {customFields: 'all'}})
    expect(error).toMatchObject({
      code: 'incomplete',
      canPass: true,
      message: 'hubspot "acme" gave no record for "1" of its deals',
    })
  })
})

/** Deal 1 has company 8 and contact 5, deal 2 has none. */
describe('a batch with errors', () => {
  const deals = [aHubspotDeal('1', {}, {companies: [{id: '8'}], contacts: ['5']}), aHubspotDeal('2', {}, {})]
  const account = anAccount({
    properties: dealProperties.filter(name => name !== 'num_associated_contacts'),
    ownProperties: Array.from({length: 120}, (_, index) => `own_property_number_${index}`),
    deals,
    companies: {'8': 'Acme'},
  })
  const contacts = 'deals/contacts/batch/read'
  const companies = 'deals/companies/batch/read'
  const dealRead = 'objects/deals/batch/read'
  const companyRead = 'objects/companies/batch/read'
  const one = {from: {id: '1'}, to: [{toObjectId: '5', associationTypes: []}]}
  const none = {category: 'OBJECT_NOT_FOUND', subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND'}
  const of = (id: string, own: Record<string, unknown> = {}) =>
    batchError({...none, context: {fromObjectId: [id], toObjectType: ['contact']}, ...own})
  const failed = (id: string) => of(id, {category: 'INTERNAL_ERROR', subCategory: undefined})

  it.each([
    {name: 'one has no links', path: contacts, own: {results: [one], errors: [of('2')]}, says: null},
    {
      name: 'one has no links, at status 200',
      path: contacts,
      status: 200,
      own: {results: [one], errors: [of('2')]},
      says: null,
    },
    {
      name: 'one has no links, by its category alone',
      path: contacts,
      own: {
        results: [one],
        errors: [of('2', {category: 'NO_ASSOCIATIONS_FOUND', subCategory: undefined})],
      },
      says: null,
    },
    {
      name: 'one deal is gone',
      path: contacts,
      own: {results: [one], errors: [of('2', {subCategory: undefined, context: {ids: ['2']}})]},
      says: null,
    },
    {
      name: 'both have no links',
      path: contacts,
      own: {results: [], numErrors: 2, errors: [of('1'), of('2')]},
      says: null,
    },
    {
      name: 'one is left out, and no error',
      path: contacts,
      status: 200,
      own: {results: [one], numErrors: 0, errors: []},
      says: null,
    },
    {
      name: 'one failed',
      path: contacts,
      own: {results: [one], errors: [failed('2')]},
      says: 'contacts of the deals of hubspot "acme" were not given in full: INTERNAL_ERROR',
    },
    {
      name: 'one failed, at status 200',
      path: contacts,
      status: 200,
      own: {results: [one], errors: [failed('2')]},
      says: 'contacts of the deals of hubspot "acme" were not given in full: INTERNAL_ERROR',
    },
    {
      name: 'one failed, one has no links',
      path: contacts,
      own: {results: [], numErrors: 2, errors: [of('2'), failed('1')]},
      says: 'contacts of the deals of hubspot "acme" were not given in full: INTERNAL_ERROR',
    },
    {
      name: 'one failed whose category is a sentence',
      path: contacts,
      own: {results: [one], errors: [of('2', {category: 'no pat-eu1-abc', subCategory: undefined})]},
      says: 'contacts of the deals of hubspot "acme" were not given in full: an error',
    },
    {
      name: 'companies failed',
      path: companies,
      own: {results: [], errors: [failed('1')]},
      says: 'companies of the deals of hubspot "acme" were not given in full: INTERNAL_ERROR',
    },
    {
      name: 'an error about another deal',
      path: contacts,
      own: {results: [one], errors: [of('3')]},
      says: 'contacts of the deals of hubspot "acme" were not given in full: no word of deal "2"',
    },
    {
      name: 'errors that are counted and not told',
      path: contacts,
      own: {results: [one], errors: []},
      says: 'contacts of the deals of hubspot "acme" were not given in full: no word of deal "2"',
    },
    {
      name: 'errors that are counted and not told, at status 200',
      path: contacts,
      status: 200,
      own: {results: [one], errors: undefined},
      says: 'contacts of the deals of hubspot "acme" were not given in full: no word of deal "2"',
    },
    {
      name: 'deals that are there, and an error',
      path: dealRead,
      own: {errors: [failed('1')]},
      says: 'deals of hubspot "acme" were not given in full: INTERNAL_ERROR',
    },
    {
      name: 'companies that are there, and an error',
      path: companyRead,
      own: {errors: [failed('8')]},
      says: 'companies of hubspot "acme" were not given in full: INTERNAL_ERROR',
    },
    {
      name: 'a company that is gone, at status 200',
      path: companyRead,
      status: 200,
      own: {results: [], errors: [of('8', {subCategory: undefined, context: {ids: ['8']}})]},
      says: null,
    },
  ])('$name', async ({path, status = 207, own, says}) => {
    const fault: FaultScript = (request, {body}) =>
      request.path.endsWith(path) ? {status, body: {...Object(body), numErrors: 1, ...own}} : null
    const needs = new Set(['account', 'contactCount'] as const)
    const {
      error,
      deals: read,
      fake,
    } = await readHubspot({account, fault}, {options: {customFields: 'all', needs}})
    expect(fake.count(path)).toBeGreaterThan(0)
    expect(error?.message ?? null).toBe(says)
    if (error) expect(error).toMatchObject({code: 'incomplete', canPass: true})
    else expect(read.size).toBe(2)
  })
})

describe('owners', () => {
  it('that come again and again are incomplete', async () => {
    const paging = {next: {after: '100'}}
    const fault: FaultScript = ({path}, {status, body}) =>
      path.includes('/owners') ? {status, body: {...Object(body), paging}} : null
    const {error} = await readHubspot({account: anAccount(), fault})
    expect(error).toMatchObject({code: 'incomplete', canPass: true})
  })

  it('are read to the last page, those who left as well', async () => {
    const owners = Array.from({length: 201}, (_, index) => ({
      id: String(index),
      firstName: `P${index}`,
      archived: index % 2 === 0,
    }))
    const deals = ['0', '1', '200'].map((owner, index) =>
      aHubspotDeal(String(index + 1), {hubspot_owner_id: owner}),
    )
    const {deals: read, fake} = await readHubspot({account: anAccount({owners, deals})})
    expect([...read.values()].map(({owner}) => owner)).toEqual(['P0', 'P1', 'P200'])
    expect(fake.count('/owners')).toBe(3)
  })
})

it('N32 a deal with a wrong value is refused by name, the others count', async () => {
  const deals = manyDeals(40).map((deal, index) =>
    index === 7 ? aHubspotDeal(deal.id, {amount: 'a lot'}) : deal,
  )
  const {report, deals: read} = await readHubspot({account: anAccount({deals})})
  expect(read.size).toBe(39)
  expect(report).toMatchObject({
    rowsRead: 40,
    refusedCount: 1,
    refusals: [{row: 8, column: 'amount', value: 'a lot', reason: 'not a number'}],
  })
})

it.each([
  {name: 'one of 20 deals', deals: 20, code: null},
  {name: 'one of 19 deals', deals: 19, code: 'source-failed'},
])('N32 $name that cannot be read', async ({deals, code}) => {
  const data = manyDeals(deals).map((deal, index) =>
    index === 0 ? aHubspotDeal(deal.id, {closedate: '31.3.'}) : deal,
  )
  const {error} = await readHubspot({account: anAccount({deals: data})})
  expect(error?.code ?? null).toBe(code)
})

it('a read that is stopped makes no further call', async () => {
  const stop = new AbortController()
  const fault: FaultScript = (request, _answer, number) => {
    if (isSearch(request) && number === 2) stop.abort(new Error('stopped'))
    return null
  }
  const account = anAccount({deals: manyDeals(1000)})
  const {error, fake} = await readHubspot({account, fault}, {options: {signal: stop.signal}})
  expect(error?.message).toBe('stopped')
  expect(fake.count('/search')).toBe(2)
})

describe('many deals', () => {
  it('N29 10,001 are all read, in pages of 200', async () => {
    const {deals, error, fake, permits} = await readHubspot({account: anAccount({deals: manyDeals(10_001)})})
    expect(error).toBeNull()
    expect(deals.size).toBe(10_001)
    // 51 of open deals, one of closed ones.
    expect(fake.count('/search')).toBe(52)
    expect(permits.get('search')).toBe(52)
  })
})
