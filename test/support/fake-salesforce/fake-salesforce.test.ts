import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {FakeSalesforce} from './server.js'
import {aClosedOpportunity, anId, anOpportunity} from './tables.js'

let fake: FakeSalesforce
beforeEach(async () => {
  fake = await FakeSalesforce.start()
  fake.tables.Opportunity!.rows = [
    anOpportunity(1),
    anOpportunity(2, {Amount: null, StageName: "O'Hara", Account: null}),
    aClosedOpportunity(3, {Owner: {Name: 'Bo Baker'}}),
    anOpportunity(4, {IsDeleted: true}),
  ]
})
afterEach(() => fake.stop())

async function get(path: string) {
  const response = await fetch(`${fake.url}/services/data/v66.0${path}`, {
    headers: {authorization: `Bearer ${fake.oauth.newAccessToken()}`},
  })
  return {status: response.status, headers: response.headers, body: await response.json()}
}

const query = (soql: string) => get(`/query?q=${encodeURIComponent(soql)}`)

describe('the org of the tests', () => {
  it.each([
    ['IsClosed = false', [1, 2]],
    ['Amount = null', [2]],
    ['Amount != null', [1, 3]],
    ['Amount > 1001', [3]],
    ['Amount >= 1001', [1, 3]],
    ["StageName = 'o\\'hara'", [2]],
    ["StageName IN ('Qualification', 'Closed Won')", [1, 3]],
    ["StageName NOT IN ('Qualification')", [2, 3]],
    ["Owner.Name LIKE 'bo%'", [3]],
    ["(NOT Owner.Name = 'Bo Baker') AND IsClosed = false", [1, 2]],
    ['IsClosed = true OR (Amount = null AND IsWon = false)', [2, 3]],
    ['CloseDate > 2026-10-15', [1, 2]],
    ['CloseDate = LAST_N_DAYS:42', [3]],
    ['CloseDate = LAST_N_DAYS:41', []],
    ['CloseDate = NEXT_N_DAYS:35', [1, 2]],
    ['CreatedDate >= 2026-09-01T10:00:00+02:00', [1, 2, 3]],
    ['CreatedDate > 2026-09-01T08:00:00Z', []],
  ])('answers WHERE %s', async (where, numbers) => {
    const {body} = await query(`SELECT Id FROM Opportunity WHERE ${where} ORDER BY Id`)
    const ids = (body as {records: {Id: string}[]}).records.map(({Id}) => Id)
    expect(ids).toEqual(numbers.map(n => anId('006', n)))
  })

  it.each([
    ['SELECT Foo FROM Opportunity', 'INVALID_FIELD', /No such column 'Foo' on entity 'Opportunity'/],
    ['SELECT Id FROM Opportunity WHERE Foo = 1', 'INVALID_FIELD', /No such column 'Foo'/],
    ['SELECT Id, Boss.Name FROM Opportunity', 'INVALID_FIELD', /relationship 'Boss'/],
    ['SELECT Id, Owner.Foo FROM Opportunity', 'INVALID_FIELD', /No such column 'Foo' on entity 'User'/],
    ['SELECT Id FROM Opportunity WHERE HasOpenActivity = true', 'INVALID_FIELD', /can not be filtered/],
    ['SELECT Id FROM Quark', 'INVALID_TYPE', /sObject type 'Quark' is not supported/],
    ['SELECT Id FROM', 'MALFORMED_QUERY', /unexpected token/],
    [
      'SELECT Id FROM Opportunity WHERE IsWon = true AND IsClosed = true OR Amount > 1',
      'MALFORMED_QUERY',
      /OR/,
    ],
  ])('refuses %s', async (soql, errorCode, message) => {
    const {status, body} = await query(soql)
    expect(status).toBe(400)
    expect(body).toEqual([{errorCode, message: expect.stringMatching(message)}])
  })

  it('gives records as Salesforce does: only what was selected, parents nested, null for none', async () => {
    const {body, headers} = await query(
      'SELECT Id, Account.Name, convertCurrency(Amount) Converted FROM Opportunity WHERE IsClosed = false ORDER BY Id',
    )
    const attributes = (n: number) => ({
      type: 'Opportunity',
      url: `/services/data/v66.0/sobjects/Opportunity/${anId('006', n)}`,
    })
    expect(body).toEqual({
      totalSize: 2,
      done: true,
      records: [
        {
          attributes: attributes(1),
          Id: anId('006', 1),
          Account: {attributes: {type: 'Account'}, Name: 'Account 1'},
          Converted: 1001,
        },
        {attributes: attributes(2), Id: anId('006', 2), Account: null, Converted: null},
      ],
    })
    expect(headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/15000$/)
    expect((await query('SELECT COUNT() FROM Opportunity')).body).toEqual({
      totalSize: 3,
      done: true,
      records: [],
    })
  })

  it('gives pages, each with the way to the next, until the cursor ends', async () => {
    fake.pageSize = 2
    const {body} = await query('SELECT Id FROM Opportunity')
    const {nextRecordsUrl, ...first} = body as {nextRecordsUrl: string; done: boolean}
    expect(first).toMatchObject({totalSize: 3, done: false})
    const next = nextRecordsUrl.replace('/services/data/v66.0', '')
    expect((await get(next)).body).toMatchObject({totalSize: 3, done: true, records: [{Id: anId('006', 3)}]})
    fake.expireCursors()
    expect(await get(next)).toMatchObject({status: 400, body: [{errorCode: 'INVALID_QUERY_LOCATOR'}]})
  })

  it.each([
    ['30.0', 410, 'UNSUPPORTED_API_VERSION'],
    ['98.0', 404, 'NOT_FOUND'],
  ])('does not have version %s', async (version, status, errorCode) => {
    const response = await fetch(`${fake.url}/services/data/v${version}/sobjects/Opportunity/describe`, {
      headers: {authorization: `Bearer ${fake.oauth.newAccessToken()}`},
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject([{errorCode}])
  })

  it('takes no token that it did not give', async () => {
    const response = await fetch(`${fake.url}/services/data/v66.0/sobjects/Opportunity/describe`, {
      headers: {authorization: 'Bearer other'},
    })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual([
      {message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID'},
    ])
  })
})
