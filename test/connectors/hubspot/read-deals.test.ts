import {describe, expect, it} from 'vitest'
import {parseCalendarDate} from '../../../src/domain/review/calendar-date.js'
import type {Deal, DealField} from '../../../src/domain/review/deal.js'
import {
  aHubspotDeal,
  anAccount,
  aWonDeal,
  dealProperties,
  type FakeAccount,
  type FakeDeal,
  manyDeals,
} from '../../support/fake-hubspot/account.js'
import {hubspotContracts} from '../../support/fake-hubspot/contracts.js'
import {readHubspot} from '../../support/fake-hubspot/read-hubspot.js'

it.skipIf(hubspotContracts() === null)(
  'is checked against the published contracts (skipped where REVSCHED_TEST_DATA names no folder with them)',
  async () => {
    const {fake, error} = await readHubspot({account: anAccount({deals: manyDeals(3)})})
    expect(error).toBeNull()
    expect(fake.checked).toBeGreaterThan(4)
  },
)

const without = (...names: string[]) => dealProperties.filter(name => !names.includes(name))

describe('a deal', () => {
  it('comes with every field that the account has', async () => {
    const deal = aHubspotDeal(
      '2001',
      {
        dealname: 'Acme rollout',
        amount: '12500.50',
        closedate: '2026-03-31T22:30:00Z',
        hs_manual_forecast_category: 'BEST_CASE',
        hs_next_step: 'send the offer',
        hs_v2_date_entered_current_stage: '2026-02-01T10:00:00.5Z',
        notes_last_updated: '2026-03-20T11:00:00Z',
        notes_next_activity_date: '2026-03-01T11:00:00Z',
        hs_next_meeting_start_time: '2026-04-02T11:00:00Z',
        num_associated_contacts: '2',
      },
      {companies: [{id: '7'}, {id: '8', isPrimary: true}]},
    )
    const account = anAccount({deals: [deal], companies: {'7': 'Other', '8': 'Acme'}})
    const {deals, fields} = await readHubspot({account}, {options: {needs: new Set(['account'])}})
    expect(deals.get('2001')).toEqual({
      id: '2001',
      name: 'Acme rollout',
      amount: 12500.5,
      currency: 'EUR',
      pipeline: 'Sales Pipeline',
      stage: 'Presentation',
      probability: 0.4,
      forecastCategory: 'best-case',
      owner: 'Ada Byron',
      account: 'Acme',
      contactCount: 2,
      nextStep: 'send the offer',
      closeDate: parseCalendarDate('2026-04-01'),
      createdAt: new Date('2026-01-05T08:30:00.120Z'),
      lastStageChangeAt: new Date('2026-02-01T10:00:00.500Z'),
      lastActivityAt: new Date('2026-03-20T11:00:00Z'),
      nextActivityAt: new Date('2026-04-02T11:00:00Z'),
      isOwnerActive: true,
      isStageActive: true,
      isCloseDateDefault: null,
      hasOverdueTask: false,
      nextStepChangedAt: null,
      stageProbability: null,
      isConvertible: null,
      contactRoles: null,
      pushCount: null,
      stageHistory: null,
      closeDateHistory: null,
      outcome: 'open',
      url: 'https://app-eu1.hubspot.com/contacts/123456/record/0-3/2001',
      custom: {},
    })
    expect(fields.size).toBe(21)
  })

  const cases: {
    name: string
    account?: Partial<FakeAccount>
    deal?: Partial<FakeDeal>
    values?: Record<string, string | null>
    /** Of the review. */
    timeZone?: string
    is: Partial<Deal>
  }[] = [
    {
      name: 'one millisecond before midnight in the account',
      values: {closedate: '2026-03-31T21:59:59.999Z'},
      is: {closeDate: parseCalendarDate('2026-03-31')},
    },
    {
      name: 'at midnight in the account',
      values: {closedate: '2026-03-31T22:00:00Z'},
      is: {closeDate: parseCalendarDate('2026-04-01')},
    },
    {
      name: 'closes in an account far west',
      account: {timeZone: 'US/Pacific'},
      values: {closedate: '2026-04-01T02:00:00Z'},
      is: {closeDate: parseCalendarDate('2026-03-31')},
    },
    {
      name: 'closes in a zone that nobody knows: that of the connection',
      account: {timeZone: 'Mars/Base'},
      values: {closedate: '2026-03-31T23:30:00Z'},
      is: {closeDate: parseCalendarDate('2026-03-31')},
    },
    {
      name: 'with milliseconds for a date',
      values: {closedate: '1774994400000'},
      is: {closeDate: parseCalendarDate('2026-04-01')},
    },
    {
      name: 'with a plain date',
      values: {closedate: '2026-03-31'},
      is: {closeDate: parseCalendarDate('2026-03-31')},
    },
    {
      name: 'in a stage that was archived',
      values: {dealstage: 'old'},
      is: {stage: 'Trial (old)', isStageActive: false},
    },
    {
      name: 'in a stage that was deleted',
      values: {dealstage: 'gone', hs_deal_stage_probability: null},
      is: {stage: 'gone', probability: null, isStageActive: false},
    },
    {
      name: 'whose probability is that of the stage',
      values: {hs_deal_stage_probability: null},
      is: {probability: 0.4},
    },
    {
      name: 'of an owner who left',
      account: {owners: [{id: '11', firstName: 'Ada', archived: true}]},
      is: {owner: 'Ada', isOwnerActive: false},
    },
    {
      name: 'of an owner with a mail address only',
      account: {owners: [{id: '11', email: 'a@example.com'}]},
      is: {owner: 'a@example.com'},
    },
    {name: 'of an owner that is not there', account: {owners: []}, is: {owner: '11', isOwnerActive: false}},
    {
      name: 'in a pipeline that was archived',
      account: {pipelines: anAccount().pipelines.map(pipeline => ({...pipeline, archived: true}))},
      is: {stage: 'Presentation', isStageActive: false},
    },
    {name: 'without a stage', values: {dealstage: null}, is: {stage: null, isStageActive: null}},
    {name: 'of nobody', values: {hubspot_owner_id: null}, is: {owner: null, isOwnerActive: null}},
    {name: 'without contacts', is: {contactCount: 0}},
    {
      name: 'in the only currency',
      values: {deal_currency_code: 'EUR', amount_in_home_currency: '999'},
      is: {amount: 1000, currency: 'EUR'},
    },
    {
      name: 'in another currency, converted',
      account: {additionalCurrencies: ['USD']},
      values: {deal_currency_code: 'USD', amount_in_home_currency: '920'},
      is: {amount: 920, currency: 'EUR', isConvertible: true},
    },
    {
      name: 'in another currency without a rate',
      account: {additionalCurrencies: ['USD']},
      values: {deal_currency_code: 'USD'},
      is: {amount: null, currency: 'EUR', isConvertible: false},
    },
    {
      name: 'in the own currency of several, not converted',
      account: {additionalCurrencies: ['USD']},
      values: {deal_currency_code: 'EUR'},
      is: {amount: 1000, currency: 'EUR'},
    },
    {
      name: 'with an unknown category',
      values: {hs_manual_forecast_category: 'MAYBE'},
      is: {forecastCategory: null},
    },
    {
      name: 'with only past activities planned',
      values: {
        notes_next_activity_date: '2026-03-01T11:00:00Z',
        hs_next_meeting_start_time: '2026-03-02T11:00:00Z',
      },
      is: {nextActivityAt: new Date('2026-03-02T11:00:00Z')},
    },
    {
      name: 'with two activities to come',
      values: {
        notes_next_activity_date: '2026-05-01T11:00:00Z',
        hs_next_meeting_start_time: '2026-04-02T11:00:00Z',
      },
      is: {nextActivityAt: new Date('2026-04-02T11:00:00Z')},
    },
    {
      name: 'with a meeting of earlier today and one to come: of today is planned',
      values: {
        notes_next_activity_date: '2026-03-31T00:00:00Z',
        hs_next_meeting_start_time: '2026-04-02T11:00:00Z',
      },
      is: {nextActivityAt: new Date('2026-03-31T00:00:00Z')},
    },
    {
      name: 'with one of yesterday at 23:59 and one to come',
      values: {
        notes_next_activity_date: '2026-03-30T23:59:59.999Z',
        hs_next_meeting_start_time: '2026-04-02T11:00:00Z',
      },
      is: {nextActivityAt: new Date('2026-04-02T11:00:00Z')},
    },
    {
      name: 'with one of today in the zone of the review',
      timeZone: 'America/New_York',
      values: {
        notes_next_activity_date: '2026-03-31T04:00:00Z',
        hs_next_meeting_start_time: '2026-04-02T11:00:00Z',
      },
      is: {nextActivityAt: new Date('2026-03-31T04:00:00Z')},
    },
    {
      name: 'with one of yesterday in the zone of the review',
      timeZone: 'America/New_York',
      values: {
        notes_next_activity_date: '2026-03-31T03:59:59.999Z',
        hs_next_meeting_start_time: '2026-04-02T11:00:00Z',
      },
      is: {nextActivityAt: new Date('2026-04-02T11:00:00Z')},
    },
    {
      name: 'of several currencies without an amount',
      account: {additionalCurrencies: ['USD']},
      values: {deal_currency_code: 'USD', amount: null},
      is: {isConvertible: null},
    },
    {name: 'with an overdue task', values: {hs_number_of_overdue_tasks: '1'}, is: {hasOverdueTask: true}},
    {name: 'with none overdue', values: {hs_number_of_overdue_tasks: '0'}, is: {hasOverdueTask: false}},
    {
      name: 'with a next step of February',
      values: {hs_next_step_updated_at: '2026-02-03T04:05:06Z'},
      is: {nextStepChangedAt: new Date('2026-02-03T04:05:06Z')},
    },
    {name: 'with empty texts', values: {hs_next_step: '', amount: ''}, is: {nextStep: null, amount: null}},
  ]
  it.each(cases)('$name', async ({account, deal, values, is, timeZone}) => {
    const data = anAccount({...account, deals: [aHubspotDeal('2001', values, deal)]})
    const {deals, error} = await readHubspot({account: data}, timeZone === undefined ? {} : {timeZone})
    expect(error).toBeNull()
    expect(deals.get('2001')).toMatchObject(is)
  })
})

describe('fields', () => {
  const cases: {
    name: string
    absent: string[]
    needs: DealField[]
    has?: DealField[]
    hasNot?: DealField[]
    calls?: Record<string, number>
  }[] = [
    {
      name: 'that the account has not are absent, not empty',
      absent: ['hs_next_step', 'notes_last_updated'],
      needs: ['nextStep'],
      hasNot: ['nextStep', 'lastActivityAt'],
    },
    {
      name: 'whether the owner is there is unknown without owners',
      absent: ['hubspot_owner_id'],
      needs: ['isOwnerActive'],
      hasNot: ['isOwnerActive', 'owner'],
    },
    {
      name: 'activities of either property are enough',
      absent: ['notes_next_activity_date'],
      needs: [],
      has: ['nextActivityAt'],
    },
    {
      name: 'no property for the next activity at all',
      absent: ['notes_next_activity_date', 'hs_next_meeting_start_time'],
      needs: [],
      hasNot: ['nextActivityAt'],
    },
    {
      name: 'accounts are not asked for unless looked at',
      absent: [],
      needs: [],
      hasNot: ['account'],
      calls: {'deals/companies/batch/read': 0},
    },
    {
      name: 'accounts take two calls a page',
      absent: [],
      needs: ['account'],
      has: ['account'],
      calls: {'deals/companies/batch/read': 1, 'companies/batch/read': 2},
    },
    {
      name: 'contacts are counted by HubSpot',
      absent: [],
      needs: ['contactCount'],
      has: ['contactCount'],
      calls: {'deals/contacts/batch/read': 0},
    },
    {
      name: 'contacts are counted by links where HubSpot does not',
      absent: ['num_associated_contacts'],
      needs: ['contactCount'],
      has: ['contactCount'],
      calls: {'deals/contacts/batch/read': 1},
    },
    {
      name: 'contacts that nobody looks at are not counted',
      absent: ['num_associated_contacts'],
      needs: [],
      hasNot: ['contactCount'],
      calls: {'deals/contacts/batch/read': 0},
    },
    {
      name: 'the stage of now is a property',
      absent: [],
      needs: ['lastStageChangeAt'],
      has: ['lastStageChangeAt'],
      calls: {'objects/deals/batch/read': 0},
    },
    {
      name: 'the history of stages where it is not',
      absent: ['hs_v2_date_entered_current_stage'],
      needs: ['lastStageChangeAt'],
      has: ['lastStageChangeAt'],
      calls: {'objects/deals/batch/read': 1},
    },
    {
      name: 'histories of stages and close dates come together',
      absent: [],
      needs: ['stageHistory', 'closeDateHistory', 'pushCount'],
      has: ['stageHistory', 'closeDateHistory', 'pushCount'],
      calls: {'objects/deals/batch/read': 1},
    },
    {
      name: 'pushes are counted by the history of close dates',
      absent: [],
      needs: ['pushCount'],
      has: ['pushCount'],
      hasNot: ['stageHistory', 'closeDateHistory'],
      calls: {'objects/deals/batch/read': 1},
    },
    {
      name: 'no history where nobody looks',
      absent: ['hs_v2_date_entered_current_stage'],
      needs: [],
      hasNot: ['lastStageChangeAt'],
      calls: {'objects/deals/batch/read': 0},
    },
  ]
  it.each(cases)('$name', async ({absent, needs, has = [], hasNot = [], calls = {}}) => {
    const deal = aHubspotDeal('2001', {}, {companies: [{id: '8'}], contacts: ['1']})
    const account = anAccount({properties: without(...absent), deals: [deal], companies: {'8': 'Acme'}})
    const {fields, fake, error} = await readHubspot({account}, {options: {needs: new Set(needs)}})
    expect(error).toBeNull()
    expect(has.filter(field => !fields.has(field))).toEqual([])
    expect(hasNot.filter(field => fields.has(field))).toEqual([])
    expect(Object.fromEntries(Object.keys(calls).map(path => [path, fake.count(path)]))).toEqual(calls)
  })
})

it('tells when a deal came into its stage from the history, by its last change', async () => {
  const stageHistory = [
    {value: 'presentation', timestamp: '2026-03-10T00:00:00Z'},
    {value: 'presentation', timestamp: '2026-03-05T00:00:00Z'},
    {value: 'old', timestamp: '2026-02-01T00:00:00Z'},
    {value: 'presentation', timestamp: '2026-01-01T00:00:00Z'},
  ]
  const account = anAccount({
    properties: without('hs_v2_date_entered_current_stage'),
    deals: [
      aHubspotDeal('1', {}, {stageHistory}),
      aHubspotDeal('2', {}, {stageHistory: stageHistory.slice(3)}),
      aHubspotDeal('3'),
    ],
  })
  const {deals} = await readHubspot({account}, {options: {needs: new Set(['lastStageChangeAt'])}})
  expect([...deals.values()].map(deal => deal.lastStageChangeAt?.toISOString() ?? null)).toEqual([
    '2026-03-05T00:00:00.000Z',
    '2026-01-01T00:00:00.000Z',
    null,
  ])
})

describe('the history of a deal', () => {
  const needs: ReadonlySet<DealField> = new Set(['stageHistory', 'closeDateHistory', 'pushCount'])
  const at = (timestamp: string, value: string) => ({value, timestamp})

  it('has its stages by name and its close dates in the zone of the account, oldest first', async () => {
    const deal = aHubspotDeal(
      '1',
      {},
      {
        stageHistory: [
          at('2026-03-05T00:00:00Z', 'presentation'),
          at('2026-02-01T00:00:00Z', 'old'),
          at('2026-01-01T00:00:00Z', 'gone'),
        ],
        closeDateHistory: [
          at('2026-03-06T00:00:00Z', '2026-05-31T22:30:00Z'),
          at('2026-03-05T00:00:00Z', '2026-05-31T23:30:00Z'),
          at('2026-02-01T00:00:00Z', ''),
          at('2026-01-01T00:00:00Z', '1774994400000'),
        ],
      },
    )
    const {deals} = await readHubspot({account: anAccount({deals: [deal]})}, {options: {needs}})
    expect(deals.get('1')).toMatchObject({
      stageHistory: [
        {stage: 'gone', at: new Date('2026-01-01T00:00:00Z')},
        {stage: 'Trial (old)', at: new Date('2026-02-01T00:00:00Z')},
        {stage: 'Presentation', at: new Date('2026-03-05T00:00:00Z')},
      ],
      closeDateHistory: [
        {closeDate: parseCalendarDate('2026-04-01'), at: new Date('2026-01-01T00:00:00Z')},
        {closeDate: null, at: new Date('2026-02-01T00:00:00Z')},
        {closeDate: parseCalendarDate('2026-06-01'), at: new Date('2026-03-05T00:00:00Z')},
      ],
      pushCount: 0,
    })
  })

  it('tells how often it was pushed', async () => {
    const closeDateHistory = [
      at('2026-03-01T00:00:00Z', '2026-05-01T10:00:00Z'),
      at('2026-02-01T00:00:00Z', '2026-04-01T10:00:00Z'),
      at('2026-01-01T00:00:00Z', '2026-03-31T10:00:00Z'),
    ]
    const deals = [aHubspotDeal('1', {}, {closeDateHistory}), aWonDeal('2')]
    const read = await readHubspot({account: anAccount({deals})}, {options: {needs}})
    expect([...read.deals.values()].map(({pushCount}) => pushCount)).toEqual([2, null])
  })

  it('with a date that is none refuses the deal', async () => {
    const deal = aHubspotDeal('1', {}, {closeDateHistory: [at('2026-03-01T00:00:00Z', 'soon')]})
    const deals = [deal, ...manyDeals(30)]
    const {report} = await readHubspot({account: anAccount({deals})}, {options: {needs}})
    expect(report).toMatchObject({refusedCount: 1, refusals: [{column: 'closedate', value: 'soon'}]})
  })

  it('is read of open deals only, 50 at a time', async () => {
    const deals = [...manyDeals(101), aWonDeal('1')]
    const {fake} = await readHubspot({account: anAccount({deals})}, {options: {needs}})
    expect(fake.count('objects/deals/batch/read')).toBe(3)
  })
})

it.each<{name: string; dates: string[]; createdate?: string; is: boolean | null}>([
  {name: 'the last day of its month, never changed', dates: ['2026-01-31T10:00:00Z'], is: true},
  {name: 'the day before', dates: ['2026-01-30T10:00:00Z'], is: false},
  {
    name: 'the last day of its month in the zone of the account',
    dates: ['2026-02-28T10:00:00Z'],
    createdate: '2026-01-31T23:30:00Z',
    is: true,
  },
  {
    name: 'set back to it',
    dates: ['2026-01-31T10:00:00Z', '2026-03-31T10:00:00Z', '2026-01-31T10:00:00Z'],
    is: false,
  },
  {name: 'none now', dates: ['', '2026-01-31T10:00:00Z'], is: null},
  {name: 'none ever', dates: [], is: null},
])(
  'tells a close date that HubSpot filled in: $name',
  async ({dates, createdate = '2026-01-05T08:30:00Z', is}) => {
    const closeDateHistory = dates.map((value, n) => ({value, timestamp: `2026-01-${20 - n}T00:00:00Z`}))
    const account = anAccount({deals: [aHubspotDeal('1', {createdate}, {closeDateHistory})]})
    const {deals} = await readHubspot({account}, {options: {needs: new Set(['isCloseDateDefault'])}})
    expect(deals.get('1')?.isCloseDateDefault).toBe(is)
  },
)

it('has the labels of contacts as their roles, each once', async () => {
  const account = anAccount({
    deals: [
      aHubspotDeal(
        '1',
        {},
        {contacts: ['5', '6', '7'], contactLabels: {5: 'Decision maker', 6: 'Decision maker'}},
      ),
      aHubspotDeal('2', {}, {contacts: ['5']}),
      aHubspotDeal('3'),
    ],
  })
  const {deals, fields, fake} = await readHubspot({account}, {options: {needs: new Set(['contactRoles'])}})
  expect([...deals.values()].map(({contactRoles}) => contactRoles)).toEqual([['Decision maker'], null, null])
  expect([fields.has('contactRoles'), fake.count('deals/contacts/batch/read')]).toEqual([true, 1])
})

it('counts contacts and finds companies of deals that have none, and of companies that are gone', async () => {
  const account = anAccount({
    properties: without('num_associated_contacts'),
    companies: {'8': 'Acme'},
    deals: [
      aHubspotDeal('1', {}, {contacts: ['5', '6', '6'], companies: [{id: '8'}]}),
      aHubspotDeal('2'),
      aHubspotDeal('3', {}, {companies: [{id: '9'}]}),
    ],
  })
  const {deals} = await readHubspot({account}, {options: {needs: new Set(['account', 'contactCount'])}})
  expect([...deals.values()].map(({account, contactCount}) => [account, contactCount])).toEqual([
    ['Acme', 2],
    [null, 0],
    [null, 0],
  ])
})

describe('closed deals', () => {
  it('come when they were closed within twelve months, won and lost', async () => {
    const account = anAccount({
      deals: [
        aWonDeal('1', {closedate: '2025-03-31T12:00:00Z'}),
        aWonDeal('2', {closedate: '2025-03-31T11:59:59Z'}),
        aWonDeal('3', {
          dealstage: 'closedlost',
          hs_is_closed_won: 'false',
          closedate: '2026-03-01T00:00:00Z',
        }),
        {...aHubspotDeal('4'), isArchived: true},
      ],
    })
    const {deals} = await readHubspot({account})
    expect([...deals.values()].map(({id, outcome}) => `${id} ${outcome}`)).toEqual(['1 won', '3 lost'])
  })

  it('are those before the present by the clock of HubSpot where no instant is given', async () => {
    const recent = new Date(performance.timeOrigin + performance.now() - 86_400_000).toISOString()
    const account = anAccount({
      deals: [aWonDeal('1', {closedate: recent}), aWonDeal('2', {closedate: '2020-01-01T00:00:00Z'})],
    })
    const fake = {account}
    const {deals} = await readHubspot(fake, {options: {asOf: undefined as never}})
    expect([...deals.keys()]).toEqual(['1'])
  })
})

describe('custom properties', () => {
  const account = anAccount({
    ownProperties: ['region', 'champion'],
    deals: [aHubspotDeal('1', {region: 'emea', champion: null, hs_next_step: 'call'})],
  })

  it.each([
    {name: 'all of the own ones', customFields: 'all' as const, custom: {region: 'emea'}, warnings: 0},
    {name: 'only those that were asked for', customFields: ['champion'], custom: {}, warnings: 0},
    {name: 'none that has a field', customFields: ['hs_next_step'], custom: {}, warnings: 0},
    {name: 'one that the account has not is told', customFields: ['regoin'], custom: {}, warnings: 1},
  ])('$name', async ({customFields, custom, warnings}) => {
    const {deals, report} = await readHubspot({account}, {options: {customFields}})
    expect(deals.get('1')?.custom).toEqual(custom)
    expect(report?.warnings.length).toBe(warnings)
  })

  it('that do not fit into a search are read by ids, a hundred at a time', async () => {
    const ownProperties = Array.from({length: 120}, (_, index) => `own_property_number_${index}`)
    const deals = manyDeals(201).map(deal => ({
      ...deal,
      properties: {...deal.properties, own_property_number_7: deal.id},
    }))
    const data = anAccount({ownProperties, deals})
    const read = await readHubspot({account: data}, {options: {customFields: 'all'}})
    expect(read.error).toBeNull()
    expect(read.deals.size).toBe(201)
    expect([...read.deals.values()].every(({id, custom}) => custom.own_property_number_7 === id)).toBe(true)
    expect(read.fake.count('objects/deals/batch/read')).toBe(3)
    const searches = read.fake.requests.filter(({path}) => path.endsWith('/search'))
    expect(searches.every(({body}) => JSON.stringify(body).length <= 3000)).toBe(true)
  })
})

describe('a filter', () => {
  const pipelines = [
    ...anAccount().pipelines,
    {
      id: '77',
      label: 'Renewals',
      stages: [{id: '771', label: 'Talks', probability: '0.5', isClosed: 'false'}],
    },
  ]
  const account = anAccount({
    pipelines,
    deals: [aHubspotDeal('1'), aHubspotDeal('2', {pipeline: '77', dealstage: '771', hubspot_owner_id: '12'})],
    owners: [
      {id: '11', firstName: 'Ada'},
      {id: '12', firstName: 'Bo'},
    ],
  })
  it.each([
    {name: 'of a pipeline', filter: {pipelines: ['renewals']}, ids: ['2']},
    {name: 'of a stage', filter: {stages: ['PRESENTATION']}, ids: ['1']},
    {name: 'of an owner', filter: {owners: ['Bo']}, ids: ['2']},
    {
      name: 'of something unknown leaves it to whoever reads',
      filter: {owners: ['Nobody', 'Bo']},
      ids: ['1', '2'],
    },
    {name: 'of amounts leaves it to whoever reads', filter: {minAmount: 5000}, ids: ['1', '2']},
  ])('$name', async ({filter, ids}) => {
    const {deals} = await readHubspot({account}, {options: {filter}})
    expect([...deals.keys()]).toEqual(ids)
  })
})

it.each([
  {settings: {fiscalYearStartMonth: 2}, is: 2},
  {settings: {}, is: undefined},
])('tells when the fiscal year begins as the settings say: $is', async ({settings, is}) => {
  const {report} = await readHubspot({account: anAccount({deals: manyDeals(1)})}, {settings})
  expect(report?.fiscalYearStartMonth).toBe(is)
})

describe('addresses of owners', () => {
  const owner = (id: string, lastName: string, more = {}) => ({id, firstName: 'Ada', lastName, ...more})
  const owned = (id: string, ownerId: string) => aHubspotDeal(id, {hubspot_owner_id: ownerId})
  const owners = [
    owner('11', 'Byron', {email: 'ada@acme.com'}),
    owner('12', 'Byron', {email: 'byron@acme.com', archived: true}),
    owner('13', 'Byron'),
    owner('14', 'King', {email: 'king@acme.com'}),
  ]
  const read = (deals: FakeDeal[], needsOwnerEmails = true) =>
    readHubspot({account: anAccount({owners, deals})}, {options: {needsOwnerEmails}})

  it.each<{what: string; deals: FakeDeal[]; emails: object}>([
    {
      what: 'of each owner of open deals',
      deals: [owned('1', '11'), owned('2', '14'), owned('3', '11'), aWonDeal('4', {hubspot_owner_id: '12'})],
      emails: {'Ada Byron': 'ada@acme.com', 'Ada King': 'king@acme.com'},
    },
    {what: 'of two of a name', deals: [owned('1', '11'), owned('2', '12')], emails: {'Ada Byron': null}},
    {
      what: 'of two of a name, one without',
      deals: [owned('1', '11'), owned('2', '13')],
      emails: {'Ada Byron': null},
    },
    {what: 'of one without', deals: [owned('1', '13')], emails: {}},
    {what: 'of one who is not known', deals: [owned('1', '99')], emails: {}},
  ])('are gathered where somebody writes to them: $what', async ({deals, emails}) => {
    expect((await read(deals)).report?.ownerEmails).toEqual(emails)
  })

  it('are left out where nobody does', async () => {
    expect((await read([owned('1', '11')], false)).report).not.toHaveProperty('ownerEmails')
  })
})
