import {describe, expect, it} from 'vitest'
import {enteredStages} from '../../../src/connectors/hubspot/entered-stages.js'
import type {DealField} from '../../../src/domain/review/deal.js'
import {
  aHubspotDeal,
  anAccount,
  aWonDeal,
  dealProperties,
  type FakeDeal,
} from '../../support/fake-hubspot/account.js'
import {type HubspotReading, readHubspot} from '../../support/fake-hubspot/read-hubspot.js'

const ofOpen: ReadonlySet<DealField> = new Set(['stageHistory'])
const none: ReadonlySet<DealField> = new Set()

/** Of the stages of the account that lead to a win. */
const enteredProperties = ['presentation', 'old', 'closedwon'].map(id => `hs_v2_date_entered_${id}`)
const withEntered = [...dealProperties, ...enteredProperties]

/** As one version of the history of `dealstage`, and as a property. */
const stages = {
  stageHistory: [
    {value: 'closedwon', timestamp: '2026-02-10T09:00:00Z'},
    {value: 'presentation', timestamp: '2026-01-20T08:00:00Z'},
    {value: 'old', timestamp: '2026-01-05T08:00:00Z'},
  ],
}
const entered = {
  hs_v2_date_entered_closedwon: '2026-02-10T09:00:00Z',
  hs_v2_date_entered_presentation: '2026-01-20T08:00:00Z',
  hs_v2_date_entered_old: '2026-01-05T08:00:00Z',
}
const wonStages = [
  {stage: 'Trial (old)', at: new Date('2026-01-05T08:00:00Z')},
  {stage: 'Presentation', at: new Date('2026-01-20T08:00:00Z')},
  {stage: 'Closed Won', at: new Date('2026-02-10T09:00:00Z')},
]
const isLost = {dealstage: 'closedlost', hs_is_closed_won: 'false'}

const oneOfEach: readonly FakeDeal[] = [
  aHubspotDeal('1', entered, stages),
  {...aWonDeal('2', entered), ...stages},
  {...aWonDeal('3', {...entered, ...isLost}), ...stages},
  {...aWonDeal('4', {...entered, closedate: '2025-03-31T11:59:59Z'}), ...stages},
]

/** Calls for histories, and searches for the last wins. */
function calls({fake}: HubspotReading) {
  const histories = fake.requests.filter(({body}) => JSON.stringify(body ?? '').includes('["dealstage"'))
  const searches = fake.requests.filter(({body}) => JSON.stringify(body ?? '').includes('DESCENDING'))
  return {histories: histories.length, searches: searches.length}
}

describe('stages that deals went through', () => {
  it.each<{
    needs: ReadonlySet<DealField>
    needsWonStages: boolean
    hasProperties: boolean
    of: string[]
    histories: number
    searches: number
  }>([
    {needs: none, needsWonStages: false, hasProperties: true, of: [], histories: 0, searches: 0},
    {needs: ofOpen, needsWonStages: false, hasProperties: true, of: ['open'], histories: 1, searches: 0},
    {needs: none, needsWonStages: true, hasProperties: true, of: ['won'], histories: 0, searches: 0},
    {
      needs: ofOpen,
      needsWonStages: true,
      hasProperties: true,
      of: ['open', 'won'],
      histories: 1,
      searches: 0,
    },
    {needs: none, needsWonStages: false, hasProperties: false, of: [], histories: 0, searches: 0},
    {needs: none, needsWonStages: true, hasProperties: false, of: ['won'], histories: 1, searches: 1},
    {
      needs: ofOpen,
      needsWonStages: true,
      hasProperties: false,
      of: ['open', 'won'],
      histories: 2,
      searches: 1,
    },
  ])(
    'are read of $of: open ones are needed $needs, won ones $needsWonStages, with properties for them: $hasProperties',
    async ({needs, needsWonStages, hasProperties, of, histories, searches}) => {
      const account = anAccount({
        deals: oneOfEach,
        properties: hasProperties ? withEntered : dealProperties,
      })
      const read = await readHubspot({account}, {options: {needs, needsWonStages}})
      expect(read.error).toBeNull()
      const deals = [...read.deals.values()]
      expect(deals.map(({outcome}) => outcome)).toEqual(['open', 'won', 'lost'])
      expect(deals.filter(({stageHistory}) => stageHistory).map(({outcome}) => outcome)).toEqual(of)
      if (needsWonStages) expect(read.deals.get('2')!.stageHistory).toEqual(wonStages)
      expect(calls(read)).toEqual({histories, searches})
      // What is told of won deals alone is no field that rules could look at.
      expect(read.fields.has('stageHistory')).toBe(needs === ofOpen)
      const searched = JSON.stringify(read.fake.requests.map(({body}) => body))
      expect(searched.includes('hs_v2_date_entered_old')).toBe(needsWonStages && hasProperties)
    },
  )

  it('are those of the last 1,000 wins that the review is about, 200 to a search and 50 to a call', async () => {
    const wins = Array.from({length: 1001}, (_, n) => ({
      ...aWonDeal(String(n + 1), {closedate: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString()}),
      ...stages,
    }))
    const ofOthers = {...aWonDeal('5000', {hubspot_owner_id: '12'}), ...stages}
    const owners = [
      {id: '11', firstName: 'Ada'},
      {id: '12', firstName: 'Bo'},
    ]
    const account = anAccount({deals: [...wins, ofOthers], owners})
    const read = await readHubspot({account}, {options: {needsWonStages: true, filter: {owners: ['Ada']}}})
    expect(read.error).toBeNull()
    const without = [...read.deals.values()].filter(({stageHistory}) => stageHistory === null)
    expect([read.deals.size, without.map(({id}) => id)]).toEqual([1001, ['1']])
    expect(calls(read)).toEqual({histories: 20, searches: 5})
  })

  it('are none of a deal that was in none', async () => {
    const deals = [aWonDeal('1')]
    for (const properties of [dealProperties, withEntered]) {
      const account = anAccount({deals, properties})
      const read = await readHubspot({account}, {options: {needsWonStages: true}})
      expect(read.deals.get('1')!.stageHistory).toBe(null)
    }
  })

  it('ask for no history without a win', async () => {
    const read = await readHubspot(
      {account: anAccount({deals: [aHubspotDeal('1')]})},
      {options: {needsWonStages: true}},
    )
    expect(calls(read)).toEqual({histories: 0, searches: 1})
  })

  it('are told to be unknown where wins cannot be searched for, and the review goes on', async () => {
    const properties = dealProperties.filter(name => name !== 'hs_is_closed_won')
    const account = anAccount({deals: oneOfEach, properties})
    const {deals, report} = await readHubspot({account}, {options: {needsWonStages: true}})
    expect([...deals.values()].map(({stageHistory}) => stageHistory)).toEqual([null, null, null])
    expect(report!.warnings).toEqual([
      'stageHistory of won deals is not known: the account\'s deals have no property "hs_is_closed_won"',
    ])
  })

  it.each([
    {name: 'which fit into a search', custom: 0, histories: 0},
    {name: 'which do not: then histories take fewer calls', custom: 52, histories: 1},
    {name: 'which take no call more, as deals are read by their ids', custom: 90, histories: 0},
  ])('are those of properties, $name', async ({custom, histories}) => {
    const ownProperties = Array.from({length: custom}, (_, n) => `an_own_property_of_the_account_${n + 10}`)
    const many = Array.from({length: 10}, (_, n) => `stage_with_a_long_id_${n}`)
    const account = anAccount({
      deals: oneOfEach,
      ownProperties,
      properties: [...withEntered, ...many.map(id => `hs_v2_date_entered_${id}`)],
      pipelines: [
        ...anAccount().pipelines,
        {
          id: 'long',
          label: 'Long',
          stages: many.map(id => ({id, label: id, probability: '0.5', isClosed: 'false'})),
        },
      ],
    })
    const read = await readHubspot({account}, {options: {needsWonStages: true, customFields: 'all'}})
    expect(read.deals.get('2')!.stageHistory).toEqual(wonStages)
    expect(calls(read)).toEqual({histories, searches: histories})
    const searches = read.fake.requests.filter(({path}) => path.endsWith('/search'))
    expect(searches.every(({body}) => JSON.stringify(body).length <= 3000)).toBe(true)
  })
})

describe('the property of a stage', () => {
  const open = {label: 'Open', isClosed: false, isActive: true, probability: 0.2}
  const won = {...open, isClosed: true, probability: 1}
  const lost = {...open, isClosed: true, probability: 0}
  const named = (name: string) => [name, {name, label: name, isOwn: false, isHidden: false}] as const

  it.each<{name: string; stages: Record<string, typeof open>; properties: string[]; is: string[] | null}>([
    {name: 'has its id', stages: {'123': open, won}, properties: ['123', 'won'], is: ['123', 'won']},
    {
      name: 'has its id in small letters',
      stages: {DemoDone: open},
      properties: ['demodone'],
      is: ['demodone'],
    },
    {
      name: 'has a number behind an id with other signs',
      stages: {'0a-1b': open},
      properties: ['0a_1b_2c', '0a_1b_1526637184', '0a_1bc_1'],
      is: ['0a_1b_1526637184'],
    },
    {name: 'has none behind another id', stages: {'12': open}, properties: ['12_3', '123'], is: null},
    {
      name: 'is not asked for where nobody wins in it',
      stages: {won, lost},
      properties: ['won', 'lost'],
      is: ['won'],
    },
    {
      name: 'may lack where the stage is out of use',
      stages: {won, old: {...open, isActive: false}},
      properties: ['won'],
      is: ['won'],
    },
    {name: 'may not lack where it is in use', stages: {won, new: open}, properties: ['won'], is: null},
  ])('$name', ({stages, properties, is}) => {
    const found = enteredStages({
      stages: new Map(Object.entries(stages)),
      properties: new Map(properties.map(name => named(`hs_v2_date_entered_${name}`))),
    })
    expect(found?.map(({property}) => property.replace('hs_v2_date_entered_', '')) ?? null).toEqual(is)
  })
})
