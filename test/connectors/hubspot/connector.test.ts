import {afterEach, expect, it} from 'vitest'
import {hubspotConnector} from '../../../src/connectors/hubspot/connector.js'
import {aHubspotDeal, anAccount, aWonDeal, dealProperties} from '../../support/fake-hubspot/account.js'
import {accessWith} from '../../support/fake-hubspot/crm-access.js'
import {FakeHubspot, type FakeHubspotOptions} from '../../support/fake-hubspot/server.js'
import {httpWithin} from '../../support/http-within.js'

let fake: FakeHubspot | null = null

afterEach(async () => {
  await fake?.stop()
  expect(fake?.faults ?? []).toEqual([])
})

async function tested(options: FakeHubspotOptions) {
  fake = await FakeHubspot.start(options)
  const {access, rates} = accessWith(fake.url)
  const settings = hubspotConnector.parseSettings({
    apiUrl: fake.url,
    isPrivateAllowed: true,
    searchPerSecond: 2,
  })
  const context = {timeZone: 'UTC', crm: {http: httpWithin(), access}}
  return {test: await hubspotConnector.test(settings, context, new AbortController().signal), rates}
}

it('a connection test shows what a review would see', async () => {
  const recent = new Date(performance.timeOrigin + performance.now() - 86_400_000).toISOString()
  const account = anAccount({
    ownProperties: ['region'],
    properties: dealProperties.filter(name => name !== 'hs_next_step'),
    deals: [
      aHubspotDeal('1', {region: 'emea'}),
      aHubspotDeal('2', {amount: null}),
      aWonDeal('3', {closedate: recent}),
      aWonDeal('4', {closedate: recent, dealstage: 'closedlost', hs_is_closed_won: 'false'}),
    ],
  })
  const {test, rates} = await tested({account, daily: {limit: 1000, remaining: 885}})
  expect(test).toMatchObject({
    description: "HubSpot account 123456 (app-eu1), 11 % of today's API calls used",
    missingFields: ['nextStep'],
    dealsOpen: 2,
    dealsWon: 1,
    dealsLost: 1,
    duplicateIds: 0,
    problem: null,
  })
  expect(test.columns.find(({column}) => column === 'amount')).toEqual({
    column: 'amount',
    field: 'amount',
    reading: 'number',
    filled: 0.75,
    ambiguity: null,
  })
  expect(test.columns.find(({column}) => column === 'region')).toMatchObject({
    field: null,
    reading: 'text',
    filled: 0.25,
  })
  expect(test.stages[0]).toEqual({stage: 'Presentation', deals: 2, outcome: 'open'})
  expect(test.sample.map(({id}) => id)).toEqual(['1', '2', '3'])
  expect([...rates.values()]).toEqual([
    {account: 'hubspot 123456', bucket: 'other', everyMs: 112, burst: 9},
    {account: 'hubspot 123456', bucket: 'search', everyMs: 500, burst: 1},
  ])
})

it('a connection test shows values that a review would not take', async () => {
  const {test} = await tested({account: anAccount({deals: [aHubspotDeal('1', {amount: 'much'})]})})
  expect(test.problem?.message).toBe(
    '1 of 1 deals of HubSpot cannot be read; the first: record 1, property "amount", value "much": not a number',
  )
})
