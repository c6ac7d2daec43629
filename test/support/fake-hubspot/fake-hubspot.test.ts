import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {aHubspotDeal, anAccount, manyDeals} from './account.js'
import {type Contracts, hubspotContracts} from './contracts.js'
import {FakeHubspot} from './server.js'

let fake: FakeHubspot

beforeEach(async () => {
  const deals = [...manyDeals(10_050), {...aHubspotDeal('1'), isArchived: true}]
  fake = await FakeHubspot.start({account: anAccount({deals}), tokens: new Set(['t'])})
})
afterEach(() => fake.stop())

async function post(path: string, body: unknown, token = 't') {
  const answer = await fetch(fake.url + path, {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
    body: JSON.stringify(body),
  })
  return {status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text())}
}

const search = (body: object) => post('/crm/v3/objects/deals/search', body)

describe('the fake of HubSpot', () => {
  it.each([
    {name: '10 deals a page where no limit is given', body: {}, status: 200, rows: 10},
    {name: '200 deals a page', body: {limit: 200}, status: 200, rows: 200},
    {name: 'no more', body: {limit: 201}, status: 400},
    {name: 'the 10,000th deal', body: {limit: 200, after: '9800'}, status: 200, rows: 200},
    {name: 'none behind it', body: {limit: 200, after: '9801'}, status: 400},
    {name: 'names that do not exist, in silence', body: {properties: ['nonsense']}, status: 200, rows: 10},
    {
      name: 'no filter of a name that does not exist',
      body: {filterGroups: [{filters: [{propertyName: 'nonsense', operator: 'EQ', value: 'x'}]}]},
      status: 400,
    },
    {name: 'no body over 3,000 characters', body: {properties: ['x'.repeat(3000)]}, status: 400},
    {
      name: 'no deal that was archived',
      body: {filterGroups: [{filters: [{propertyName: 'hs_object_id', operator: 'EQ', value: '1'}]}]},
      status: 200,
      rows: 0,
    },
  ])('searches: $name', async ({body, status, rows}) => {
    const answer = await search(body)
    expect(answer.status).toBe(status)
    expect(answer.body.results?.length).toBe(rows)
  })

  it('counts all that a search finds, and tells nothing of limits', async () => {
    const {body, headers} = await search({limit: 200})
    expect(body).toMatchObject({total: 10_050, paging: {next: {after: '200'}}})
    expect([...headers.keys()].filter(name => name.startsWith('x-hubspot'))).toEqual([])
  })

  it.each([
    {name: '100 ids', ids: 100, history: [], status: 200},
    {name: 'no more', ids: 101, history: [], status: 400},
    {name: '50 with history', ids: 50, history: ['dealstage'], status: 200},
    {name: 'no more with history', ids: 51, history: ['dealstage'], status: 400},
    {name: 'some of which are not there', ids: -1, history: [], status: 207},
  ])('reads $name', async ({ids, history, status}) => {
    const inputs = ids < 0 ? [{id: '1001'}, {id: '1'}] : manyDeals(ids).map(({id}) => ({id}))
    const answer = await post('/crm/v3/objects/deals/batch/read', {
      inputs,
      properties: ['amount'],
      propertiesWithHistory: history,
    })
    expect(answer.status).toBe(status)
    if (status === 207)
      expect(answer.body).toMatchObject({results: [{id: '1001'}], errors: [{context: {ids: ['1']}}]})
    if (status === 200) expect(answer.headers.get('x-hubspot-ratelimit-daily')).toBe('250000')
  })

  it('takes no other token', async () => {
    expect((await post('/crm/v3/objects/deals/search', {}, 'other')).status).toBe(401)
  })
})

it.skipIf(hubspotContracts() === null)('the contracts find what does not fit', () => {
  const faults = (own: object) =>
    (hubspotContracts() as Contracts).faults({
      method: 'POST',
      path: '/crm/v3/objects/deals/search',
      query: new URLSearchParams(),
      body: {limit: 200},
      status: 200,
      answer: {total: 0, results: []},
      ...own,
    })
  expect(faults({})).toEqual([])
  expect(faults({body: {limit: 'many'}})[0]).toContain('body.limit')
  expect(faults({body: {limt: 200}})[0]).toContain('body.limt is unknown')
  expect(faults({query: new URLSearchParams('page=2')})[0]).toContain('unknown parameter "page"')
  expect(faults({answer: {results: []}})[0]).toContain('total is missing')
  expect(faults({answer: {total: 1, results: [{id: 5}]}}).join()).toContain('results[0].id is 5')
})
