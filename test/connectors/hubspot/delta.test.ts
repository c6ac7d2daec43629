import fc from 'fast-check'
import {beforeEach, describe, expect, it} from 'vitest'
import type {KeptRecords} from '../../../src/domain/ports/crm-access.js'
import type {ReadOptions} from '../../../src/domain/ports/deal-source.js'
import {
  aHubspotDeal,
  anAccount,
  aWonDeal,
  dealProperties,
  type FakeAccount,
  type FakeDeal,
} from '../../support/fake-hubspot/account.js'
import {readHubspot} from '../../support/fake-hubspot/read-hubspot.js'
import {progressTold} from '../../support/progress-told.js'

let deals: FakeDeal[]
let account: Partial<FakeAccount>
let now: Date
let kept: Map<string, KeptRecords>
beforeEach(() => {
  now = new Date('2026-03-31T12:00:00Z')
  kept = new Map()
  account = {companies: {901: 'Northwind'}}
  // Ten open deals and five closed ones.
  deals = [
    ...Array.from({length: 10}, (_, n) => aHubspotDeal(String(n + 1))),
    ...Array.from({length: 5}, (_, n) => aWonDeal(String(n + 101))),
  ]
})

const needs = new Set(['account', 'lastStageChangeAt', 'pushCount'] as const)

/** `meanwhile` happens once the companies of deals are asked for. */
async function reading(isDelta: boolean, options: Partial<ReadOptions> = {}, meanwhile = () => {}) {
  const served: FakeAccount = {
    ...anAccount(account),
    get deals() {
      return deals
    },
  }
  const {
    deals: found,
    fields,
    report,
    error,
    fake,
  } = await readHubspot(
    {
      account: served,
      now,
      fault({path}) {
        if (path.includes('/associations/')) meanwhile()
        return null
      },
    },
    {options: {needs, asOf: now, ...options}, ...(isDelta && {settings: {isDelta}, kept})},
  )
  if (error) throw error
  return {
    contents: {
      deals: [...found.values()].sort((a, b) => Number(a.id) - Number(b.id)),
      fields: [...fields].sort(),
      warnings: report!.warnings,
      rowsRead: report!.rowsRead,
    },
    rowsKept: report!.rowsKept ?? null,
    searches: fake.requests.filter(({path}) => path.endsWith('/search')).map(({body}) => body),
  }
}

function later(minutes: number): void {
  now = new Date(now.getTime() + minutes * 60_000)
}

/** HubSpot stamps each change of a property. */
function change(id: string, properties: Record<string, string | null>, more: Partial<FakeDeal> = {}): void {
  deals = deals.map(deal =>
    deal.id === id
      ? {
          ...deal,
          ...more,
          properties: {...deal.properties, hs_lastmodifieddate: now.toISOString(), ...properties},
        }
      : deal,
  )
}

const won = {
  dealstage: 'closedwon',
  hs_is_closed: 'true',
  hs_is_closed_won: 'true',
  closedate: '2026-03-31T13:00:00Z',
}
const open = {dealstage: 'presentation', hs_is_closed: 'false', hs_is_closed_won: 'false'}

describe('progress', () => {
  it('knows the open deals first, then the closed ones; of a delta fetch all', async () => {
    const told = [progressTold(), progressTold()]
    await reading(true, told[0])
    expect(told[0]!.summary()).toEqual(['10 of 10 open', '5 of 5 closed', 'steadily to 1'])
    later(60)
    change('1', {amount: '7'})
    expect((await reading(true, told[1])).rowsKept).toBe(14)
    expect(told[1]!.summary()).toEqual(['15 of 15 all', 'steadily to 1'])
  })
})

describe('a delta fetch', () => {
  it.each<{what: string; happens: () => void; kept: number | null}>([
    {what: 'nothing happened', happens: () => {}, kept: 15},
    {what: 'a deal changed', happens: () => change('1', {amount: '7'}), kept: 14},
    {
      what: 'a deal came',
      happens: () => deals.push(aHubspotDeal('11', {hs_lastmodifieddate: now.toISOString()})),
      kept: 15,
    },
    {what: 'a deal was won', happens: () => change('1', won), kept: 14},
    {
      what: 'a deal was closed with a date of long ago',
      happens: () => change('1', {...won, closedate: '2024-01-01T00:00:00Z'}),
      kept: 14,
    },
    {what: 'a closed deal was opened again', happens: () => change('101', open), kept: 14},
    {what: 'a deal got a company', happens: linkCompany, kept: 15},
    {what: 'a deal was pushed', happens: () => push(), kept: 14},
    {what: 'an owner was renamed', happens: renameOwner, kept: 15},
    {what: 'an owner left', happens: () => archiveOwner(), kept: 15},
    {
      what: 'a deal changed two hours ago and was read since',
      happens: () => change('1', {hs_lastmodifieddate: '2026-03-31T11:54:59Z'}),
      kept: 15,
    },
    {what: 'two deals became one', happens: () => merge('1', '2'), kept: 13},
    // What leaves no trace is found by the number of deals: all are read.
    {
      what: 'an open deal was deleted',
      happens: () => change('1', {hs_lastmodifieddate: null}, {isArchived: true}),
      kept: null,
    },
    {
      what: 'a closed deal was deleted',
      happens: () => change('101', {hs_lastmodifieddate: null}, {isArchived: true}),
      kept: null,
    },
    {what: 'a deal was deleted, another came', happens: () => exchange('1', '12'), kept: null},
  ])('gives what a full read gives when $what', async ({happens, kept: count}) => {
    expect((await reading(true)).rowsKept).toBe(null)
    later(60)
    happens()
    const delta = await reading(true)
    expect(delta.contents).toEqual((await reading(false)).contents)
    expect(delta.rowsKept).toBe(count)
    // What a delta fetch kept is as good as what a full read kept.
    later(60)
    expect((await reading(true)).contents).toEqual((await reading(false)).contents)
  })

  function linkCompany(): void {
    deals = deals.map(deal => (deal.id === '1' ? {...deal, companies: [{id: '901', isPrimary: true}]} : deal))
  }

  function renameOwner(): void {
    account = {...account, owners: [{id: '11', firstName: 'Ada', lastName: 'Lovelace'}]}
  }

  function push(): void {
    const versions = ['2026-08-31T10:00:00Z', '2026-06-30T10:00:00Z']
    const closeDateHistory = versions.map((value, n) => ({value, timestamp: `2026-03-0${2 - n}T00:00:00Z`}))
    change('1', {closedate: versions[0]!}, {closeDateHistory})
  }

  function archiveOwner(): void {
    account = {...account, owners: [{id: '11', firstName: 'Ada', lastName: 'Byron', archived: true}]}
  }

  /** The one that is no more is found for a while. */
  function merge(survivor: string, gone: string): void {
    change(survivor, {hs_merged_object_ids: gone})
  }

  function exchange(gone: string, next: string): void {
    remove(gone)
    deals.push(aHubspotDeal(next, {hs_lastmodifieddate: now.toISOString()}))
  }

  it('asks for what was changed since five minutes before the last read began, and counts', async () => {
    await reading(true)
    later(90)
    const {searches} = await reading(true)
    const since = String(Date.parse('2026-03-31T11:55:00Z'))
    const of = (body: unknown) => body as {filterGroups: [{filters: unknown[]}]; limit: number}
    expect(searches.map(body => [of(body).filterGroups[0].filters[0], of(body).limit])).toEqual([
      [{propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: since}, 200],
      [{propertyName: 'hs_is_closed', operator: 'EQ', value: 'false'}, 1],
      [{propertyName: 'hs_is_closed', operator: 'EQ', value: 'true'}, 1],
    ])
  })

  it('serves reviews with other filters, which look at the deals themselves', async () => {
    await reading(true, {filter: {stages: ['Trial (old)']}})
    later(60)
    const delta = await reading(true, {filter: {owners: ['Ada Byron']}})
    expect(delta.contents).toEqual((await reading(false)).contents)
    expect(delta.rowsKept).toBe(15)
  })

  it('serves a review of a little earlier, which wants a closed deal more', async () => {
    change('101', {closedate: '2025-03-31T12:30:00Z', hs_lastmodifieddate: null})
    const noon = now
    const readAt = async (minutes: number) => {
      later(1)
      const asOf = new Date(noon.getTime() + minutes * 60_000)
      const {contents, rowsKept} = await reading(true, {asOf})
      expect(contents).toEqual((await reading(false, {asOf})).contents)
      return rowsKept
    }
    // The deal that was closed half an hour after noon of a year ago.
    expect([await readAt(30), await readAt(31), await readAt(30), await readAt(31)]).toEqual([
      null,
      14,
      15,
      14,
    ])
  })

  it('takes a deal once that closes while it is read', async () => {
    deals = deals.map(deal => (deal.id === '1' ? {...deal, companies: [{id: '901', isPrimary: true}]} : deal))
    await reading(true)
    later(60)
    const closing = () => change('2', won)
    const {rowsKept, contents} = await reading(true, {}, closing)
    expect([rowsKept, contents.deals.find(({id}) => id === '2')!.outcome]).toEqual([15, 'open'])
    later(60)
    const next = await reading(true)
    expect(next.contents).toEqual((await reading(false)).contents)
    expect(next.rowsKept).toBe(14)
  })

  it('keeps the history of stages where an account has no property for it', async () => {
    const properties = dealProperties.filter(name => name !== 'hs_v2_date_entered_current_stage')
    const stageHistory = [{value: 'presentation', timestamp: '2026-02-01T08:00:00Z'}]
    account = {...account, properties}
    deals = deals.map(deal => ({...deal, stageHistory}))
    await reading(true)
    later(60)
    change(
      '1',
      {dealstage: 'old'},
      {stageHistory: [{value: 'old', timestamp: '2026-03-31T12:30:00Z'}, ...stageHistory]},
    )
    const delta = await reading(true)
    expect(delta.contents).toEqual((await reading(false)).contents)
    expect(delta.contents.deals[1]!.lastStageChangeAt).toEqual(new Date('2026-02-01T08:00:00Z'))
    expect(delta.rowsKept).toBe(14)
  })

  describe.each([
    {from: 'their history', entered: []},
    {from: 'properties', entered: ['presentation', 'old', 'closedwon']},
  ])('of stages of won deals by $from', ({entered}) => {
    const needsWonStages = true
    /** Without a new stamp. */
    const inStage = (id: string, dealstage: string, at: string) => {
      const {stageHistory = [], properties} = deals.find(deal => deal.id === id)!
      const {hs_lastmodifieddate = null} = properties
      change(
        id,
        {[`hs_v2_date_entered_${dealstage}`]: at, hs_lastmodifieddate},
        {stageHistory: [{value: dealstage, timestamp: at}, ...stageHistory]},
      )
    }

    it('gives what a full read gives, also of one that was won since', async () => {
      const properties = entered.map(id => `hs_v2_date_entered_${id}`)
      account = {...account, properties: [...dealProperties, ...properties]}
      inStage('1', 'presentation', '2026-02-01T08:00:00Z')
      inStage('101', 'presentation', '2026-01-06T08:00:00Z')
      inStage('101', 'closedwon', '2026-02-10T09:00:00Z')
      await reading(true, {needsWonStages})
      later(60)
      change('1', won)
      inStage('1', 'closedwon', '2026-03-31T13:00:00Z')
      change('102', {hs_is_closed_won: 'false', dealstage: 'closedlost'})
      const delta = await reading(true, {needsWonStages})
      expect(delta.contents).toEqual((await reading(false, {needsWonStages})).contents)
      expect(delta.rowsKept).toBe(13)
      const stages = delta.contents.deals.flatMap(({id, stageHistory}) =>
        stageHistory ? [[id, ...stageHistory.map(({stage}) => stage)]] : [],
      )
      expect(stages).toEqual([
        ['1', 'Presentation', 'Closed Won'],
        ['101', 'Presentation', 'Closed Won'],
      ])
    })

    it('reads all where nobody looked at them before and properties tell them', async () => {
      const properties = entered.map(id => `hs_v2_date_entered_${id}`)
      account = {...account, properties: [...dealProperties, ...properties]}
      inStage('101', 'presentation', '2026-01-06T08:00:00Z')
      await reading(true)
      later(60)
      const delta = await reading(true, {needsWonStages})
      expect(delta.contents).toEqual((await reading(false, {needsWonStages})).contents)
      expect(delta.rowsKept).toBe(entered.length > 0 ? null : 15)
    })
  })

  it.each<{why: string; happens: () => void; options?: Partial<ReadOptions>}>([
    {why: 'its last full read is 20 hours old', happens: () => later(20 * 60)},
    {why: 'an earlier day is reviewed', happens: () => {}, options: {asOf: new Date('2026-03-01T12:00:00Z')}},
    {why: 'another property is wanted', happens: () => {}, options: {customFields: ['region']}},
    {why: 'stamps are hidden', happens: () => hide('hs_lastmodifieddate')},
    {why: 'a property was hidden', happens: () => hide('hs_next_step')},
    {why: 'the account is another one', happens: () => void Object.assign(account, {portalId: 7})},
    {why: 'what was kept is damaged', happens: () => [...kept.values()][0]!.document.fill(7, 100, 110)},
  ])('is a full read when $why', async ({happens, options}) => {
    account = {...account, ownProperties: ['region']}
    await reading(true)
    happens()
    const delta = await reading(true, options)
    expect(delta.rowsKept).toBe(null)
    expect(delta.contents).toEqual((await reading(false, options)).contents)
  })

  function hide(property: string): void {
    account = {...account, properties: dealProperties.filter(name => name !== property)}
  }

  it('gives what a full read gives after whatever happens, time and again', async () => {
    const steps = fc.array(fc.array(step(), {maxLength: 6}), {minLength: 1, maxLength: 4})
    const before = deals
    await fc.assert(
      fc.asyncProperty(steps, async rounds => {
        deals = before
        kept = new Map()
        await reading(true)
        for (const round of rounds) {
          later(30)
          for (const apply of round) apply()
          expect((await reading(true)).contents).toEqual((await reading(false)).contents)
        }
      }),
      {numRuns: 20},
    )
  })

  /** One thing that people do in an account, to any deal. */
  function step(): fc.Arbitrary<() => void> {
    const id = fc.oneof(fc.integer({min: 1, max: 12}), fc.integer({min: 101, max: 106})).map(String)
    const closedate = fc.constantFrom(
      '2025-03-31T11:00:00Z',
      '2025-03-31T14:30:00Z',
      '2026-03-30T09:00:00Z',
      '2026-05-01T09:00:00Z',
    )
    return fc.oneof(
      fc.tuple(id, closedate, fc.nat(9)).map(
        ([id, closedate, amount]) =>
          () =>
            put(id, {closedate, amount: String(amount)}),
      ),
      id.map(id => () => put(id, won)),
      id.map(id => () => put(id, open)),
      id.map(id => () => remove(id)),
    )
  }

  function remove(id: string): void {
    deals = deals.filter(deal => deal.id !== id)
  }

  /** Into the deal of that id, which is made when there is none. */
  function put(id: string, properties: Record<string, string>): void {
    if (!deals.some(deal => deal.id === id)) deals = [...deals, aHubspotDeal(id)]
    change(id, properties)
  }
})
