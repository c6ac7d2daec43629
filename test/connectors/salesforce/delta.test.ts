import fc from 'fast-check'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {RecordWriter} from '../../../src/connectors/crm/kept-records.js'
import {RevschedError} from '../../../src/domain/errors.js'
import {blocksBehind, unpacked} from '../../../src/domain/packed-blocks.js'
import type {DealFilter} from '../../../src/domain/review/deal-filter.js'
import {type Access, accessTo, readOrg, settingsFor} from '../../support/fake-salesforce/connected.js'
import {errorAnswer} from '../../support/fake-salesforce/faults.js'
import {FakeSalesforce} from '../../support/fake-salesforce/server.js'
import {aClosedOpportunity, anId, anOpportunity, type Row} from '../../support/fake-salesforce/tables.js'
import {progressTold} from '../../support/progress-told.js'

let fake: FakeSalesforce
let access: Access
beforeEach(async () => {
  fake = await FakeSalesforce.start()
  fake.now = new Date('2026-11-26T08:00:00Z')
  access = accessTo(fake, settingsFor(fake, {isDelta: true}))
})
afterEach(() => fake.stop())

/** What a review gets: deals by id, the later of two as in a review; fields; warnings; rows. */
async function reading(
  isDelta: boolean,
  more: {
    filter?: DealFilter
    asOf?: Date
    customFields?: string[]
    timeZone?: string
    needsWonStages?: boolean
  } = {},
) {
  fake.requests.length = 0
  const {deals, fields, report} = await readOrg(fake, {
    customFields: ['Region__c', 'Score__c'],
    ...more,
    ...(isDelta && {access, settings: {isDelta}}),
  })
  const byId = new Map(deals.map(deal => [deal.id, deal]))
  return {
    deals: [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    fields: [...fields].sort(),
    warnings: report.warnings,
    rowsRead: report.rowsRead,
    rowsKept: report.rowsKept ?? null,
  }
}

const rows = () => fake.tables.Opportunity!.rows

function change(n: number, changes: Record<string, unknown>, {isStamped = true} = {}): void {
  const row = rows().find(({Id}) => Id === anId('006', n))!
  Object.assign(row, changes, isStamped ? {SystemModstamp: fake.now!.toISOString()} : {})
}

function later(minutes: number): void {
  fake.now = new Date(fake.now!.getTime() + minutes * 60_000)
}

const contents = ({deals, fields, warnings, rowsRead}: Awaited<ReturnType<typeof reading>>) => ({
  deals,
  fields,
  warnings,
  rowsRead,
})

/** Ten open deals and five closed ones, of which nothing has changed for weeks. */
function aPipeline(): void {
  fake.tables.Opportunity!.rows = [
    ...Array.from({length: 10}, (_, n) => anOpportunity(n + 1)),
    ...Array.from({length: 5}, (_, n) => aClosedOpportunity(n + 101)),
  ]
}

describe('progress', () => {
  it('knows the open deals first, then the closed ones; of a delta fetch all', async () => {
    const told = [progressTold(), progressTold()]
    aPipeline()
    await readOrg(fake, {access, settings: {isDelta: true}, ...told[0]})
    expect(told[0]!.summary()).toEqual(['10 of 10 open', '5 of 5 closed', 'steadily to 1'])
    later(60)
    change(1, {Amount: 7})
    await readOrg(fake, {access, settings: {isDelta: true}, ...told[1]})
    expect(told[1]!.summary().slice(-2)).toEqual(['15 of 15 all', 'steadily to 1'])
  })
})

describe('a delta fetch', () => {
  it('has addresses of owners as they are now, which leave no stamp at deals', async () => {
    const read = () => readOrg(fake, {access, settings: {isDelta: true}, needsOwnerEmails: true})
    const owner = (Email: string) => ({Owner: {Name: 'Ann Able', IsActive: true, Email}})
    rows().push(anOpportunity(1, owner('ann@old.com')))
    await read()
    change(1, owner('ann@acme.com'), {isStamped: false})
    const {report} = await read()
    expect([report.rowsKept, report.ownerEmails]).toEqual([1, {'Ann Able': 'ann@acme.com'}])
  })

  it.each<{what: string; happens: () => void; kept: number | null}>([
    {what: 'nothing happened', happens: () => {}, kept: 15},
    {what: 'a deal changed', happens: () => change(1, {Amount: 7, StageName: 'Proposal'}), kept: 14},
    {
      what: 'a deal came',
      happens: () => rows().push(anOpportunity(11, {SystemModstamp: '2026-11-26T08:30:00Z'})),
      kept: 15,
    },
    {
      what: 'a deal was won',
      happens: () => change(1, {IsClosed: true, IsWon: true, CloseDate: '2026-11-26'}),
      kept: 14,
    },
    {what: 'a deal was lost', happens: () => change(1, {IsClosed: true, CloseDate: '2026-11-26'}), kept: 14},
    {
      what: 'a deal was closed with a date of long ago',
      happens: () => change(1, {IsClosed: true, CloseDate: '2024-01-01'}),
      kept: 14,
    },
    {
      what: 'a closed deal was opened again',
      happens: () => change(101, {IsClosed: false, IsWon: false}),
      kept: 14,
    },
    {
      what: 'a closed deal of long ago was given a new date',
      happens: () => change(101, {CloseDate: '2026-11-01'}),
      kept: 14,
    },
    {what: 'an open deal was deleted', happens: () => change(1, {IsDeleted: true}), kept: 14},
    {
      what: 'an account was renamed',
      happens: () => change(1, {Account: {Name: 'New name'}}, {isStamped: false}),
      kept: 15,
    },
    {
      what: 'an owner was renamed',
      happens: () => change(1, {Owner: {Name: 'Ann Other'}}, {isStamped: false}),
      kept: 15,
    },
    {
      what: 'an owner left',
      happens: () => change(1, {Owner: {Name: 'Ann Able', IsActive: false}}, {isStamped: false}),
      kept: 15,
    },
    {
      what: 'a task was done',
      happens: () => change(1, {LastActivityDate: '2026-11-25'}, {isStamped: false}),
      kept: 15,
    },
    {
      what: 'a computed field has another value',
      happens: () => change(1, {Score__c: 9}, {isStamped: false}),
      kept: 15,
    },
    {what: 'an old deal is shown to the user', happens: () => rows().push(anOpportunity(12)), kept: 15},
    {what: 'a deal is hidden from the user', happens: () => rows().splice(0, 1), kept: 14},
    {what: 'a contact was added', happens: addContact, kept: 15},
    // What leaves no trace among closed deals is found by their number: all are read.
    {what: 'a closed deal was deleted', happens: () => change(101, {IsDeleted: true}), kept: null},
    {
      what: 'an old closed deal is shown to the user',
      happens: () => rows().push(aClosedOpportunity(111)),
      kept: null,
    },
  ])('gives what a full read gives when $what', async ({happens, kept}) => {
    fake.tables.Opportunity!.fields.Score__c = {type: 'double', custom: true, calculated: true}
    aPipeline()
    expect((await reading(true)).rowsKept).toBe(null)
    later(60)
    happens()
    const delta = await reading(true)
    expect(contents(delta)).toEqual(contents(await reading(false)))
    expect(delta.rowsKept).toBe(kept)
    // What a delta fetch kept is as good as what a full read kept.
    later(60)
    expect(contents(await reading(true))).toEqual(contents(delta))
  })

  function addContact(): void {
    const role = {
      Id: anId('00K', 1),
      OpportunityId: anId('006', 1),
      Opportunity: {IsClosed: false},
      ContactId: anId('003', 1),
    }
    fake.tables.OpportunityContactRole!.rows = [role]
  }

  it('gives won deals the stages that a full read gives them, one that was won since as well', async () => {
    const needsWonStages = true
    const stage = (n: number, StageName: string, day: string) =>
      fake.tables.OpportunityHistory!.rows.push({
        Id: anId('008', fake.tables.OpportunityHistory!.rows.length),
        OpportunityId: anId('006', n),
        Opportunity: {IsClosed: n > 100},
        StageName,
        CreatedDate: `${day}T00:00:00.000+0000`,
      })
    aPipeline()
    stage(1, 'Qualification', '2026-09-01')
    stage(101, 'Qualification', '2026-09-01')
    stage(101, 'Closed Won', '2026-10-15')
    await reading(true, {needsWonStages})
    later(60)
    change(1, {IsClosed: true, IsWon: true, CloseDate: '2026-11-26'})
    change(102, {IsWon: false})
    stage(1, 'Closed Won', '2026-11-26')
    // A row of before, entered late: it gives no new stamp to its deal.
    stage(101, 'Proposal', '2026-10-01')
    const delta = await reading(true, {needsWonStages})
    expect(contents(delta)).toEqual(contents(await reading(false, {needsWonStages})))
    expect(delta.rowsKept).toBe(13)
    const stages = delta.deals.flatMap(({stageHistory}) =>
      stageHistory ? [stageHistory.map(entry => entry.stage)] : [],
    )
    expect(stages).toEqual([
      ['Qualification', 'Closed Won'],
      ['Qualification', 'Proposal', 'Closed Won'],
    ])
  })

  it('asks for what was changed since five minutes before the last read began', async () => {
    aPipeline()
    await reading(true)
    later(90)
    await reading(true)
    const queries = fake.requests.filter(request => request.includes('SystemModstamp'))
    expect(queries.map(query => query.replace(/.* WHERE /, ''))).toEqual(
      Array(2).fill('(SystemModstamp >= 2026-11-26T07:55:00.000Z)'),
    )
    expect(queries[0]).toContain('SELECT COUNT() FROM Opportunity')
  })

  it('serves reviews with other filters, which look at the deals themselves', async () => {
    aPipeline()
    await reading(true, {filter: {stages: ['Proposal']}})
    change(1, {Amount: 3})
    later(60)
    const delta = await reading(true, {filter: {owners: ['Ann Able']}})
    expect(contents(delta)).toEqual(contents(await reading(false)))
    expect(delta.rowsKept).toBe(14)
  })

  it.each<{why: string; happens: () => void; how?: Parameters<typeof reading>[1]}>([
    {why: 'its last full read is 20 hours old', happens: () => later(20 * 60)},
    {
      why: 'an earlier day is reviewed, of which more closed deals are wanted',
      happens: () => {},
      how: {asOf: new Date('2026-11-01T09:00:00Z')},
    },
    {why: 'another field is wanted', happens: () => {}, how: {customFields: ['Region__c']}},
    {why: 'a field was hidden', happens: () => void delete fake.tables.Opportunity!.fields.NextStep},
    {why: 'the clock was set back', happens: () => later(-1)},
    {why: 'stamps are hidden', happens: () => void delete fake.tables.Opportunity!.fields.SystemModstamp},
    {why: 'a condition is for Salesforce to judge', happens: () => {}, how: {filter: {soql: 'Amount > 0'}}},
    {why: 'what was kept is damaged', happens: damage},
    {why: 'its cursor ends', happens: () => endCursors()},
    {why: 'Salesforce gives up on a count', happens: () => giveUp(/SELECT COUNT\(\).*SystemModstamp/)},
    {
      why: 'Salesforce gives up on the count of closed deals',
      happens: () => giveUp(/SELECT COUNT\(\).*IsClosed/),
    },
  ])('is a full read when $why', async ({happens, how}) => {
    fake.pageSize = 10
    aPipeline()
    rows().push(anOpportunity(13))
    await reading(true)
    happens()
    const delta = await reading(true, how)
    expect(delta.rowsKept).toBe(null)
    expect(contents(delta)).toEqual(contents(await reading(false, how)))
  })

  function damage(): void {
    const {keptRecords} = access
    access.keptRecords = async shape => {
      const kept = await keptRecords(shape)
      kept?.document.fill(7, 100, 110)
      return kept
    }
  }

  function endCursors(): void {
    const answer = errorAnswer(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    fake.faults.push({on: /query\/01g/, times: 1, answer})
  }

  function giveUp(on: RegExp): void {
    fake.faults.push({on, times: 1, answer: errorAnswer(400, 'QUERY_TIMEOUT', 'running for too long')})
  }

  it.each([
    {kept: 512_000, asks: true},
    {kept: 512_001, asks: false},
  ])(
    'asks what has changed since $kept deals were kept: $asks, as all open ones are held in memory',
    async ({kept, asks}) => {
      aPipeline()
      await reading(true)
      const {keptRecords} = access
      access.keptRecords = async shape => {
        const [head] = blocksBehind('RVK1', (await keptRecords(shape))!.document)
        const records = new RecordWriter<object>(unpacked(head!))
        records.add(Array(kept).fill({Id: anId('006', 1), IsClosed: true, CloseDate: '2000-01-01'}))
        return {readAt: fake.now!, document: records.bytes()}
      }
      later(60)
      const delta = await reading(true)
      expect(fake.countOf(/SystemModstamp/) > 0).toBe(asks)
      expect(contents(delta)).toEqual(contents(await reading(false)))
    },
  )

  it('takes a deal once that closes while it is read', async () => {
    aPipeline()
    await reading(true)
    later(60)
    const closing = {IsClosed: true, IsWon: true, CloseDate: '2026-11-26'}
    fake.beforeAnswer = request => {
      if (!/SELECT Id, .*SystemModstamp/.test(request)) return
      fake.beforeAnswer = () => {}
      change(1, closing)
    }
    const delta = await reading(true)
    expect(contents(delta)).toEqual(contents(await reading(false)))
    expect(delta.rowsKept).toBe(14)
  })

  it('serves reviews of zones in which it is another day', async () => {
    aPipeline()
    rows().push(
      aClosedOpportunity(108, {CloseDate: '2025-11-25'}),
      aClosedOpportunity(109, {CloseDate: '2025-11-26'}),
    )
    const asOf = new Date('2026-11-26T04:00:00Z')
    const inZone = (timeZone: string) => reading(true, {timeZone, asOf})
    expect((await inZone('America/New_York')).rowsKept).toBe(null)
    for (const timeZone of ['Pacific/Auckland', 'America/New_York', 'Pacific/Auckland', 'America/New_York']) {
      later(1)
      const delta = await inZone(timeZone)
      expect(contents(delta)).toEqual(contents(await reading(false, {timeZone, asOf})))
      expect(delta.rowsKept).toBe(timeZone === 'America/New_York' ? 17 : 16)
    }
  })

  it('is one right until 20 hours after the last full read', async () => {
    aPipeline()
    await reading(true)
    later(20 * 60 - 1)
    expect((await reading(true)).rowsKept).toBe(15)
    later(1)
    expect((await reading(true)).rowsKept).toBe(null)
  })

  it('lets the review go on, with a warning, when nothing can be kept', async () => {
    aPipeline()
    access.keepRecords = () => Promise.reject(new RevschedError('storage', 'the disk is full'))
    const {warnings, deals} = await reading(true)
    expect(deals.length).toBe(15)
    expect(warnings).toEqual([
      'the next review fetches all deals, as these could not be kept: the disk is full',
    ])
  })

  it('gives what a full read gives after whatever happens, time and again', async () => {
    const steps = fc.array(fc.array(step(), {maxLength: 6}), {minLength: 1, maxLength: 4})
    await fc.assert(
      fc.asyncProperty(steps, async rounds => {
        aPipeline()
        access = accessTo(fake, settingsFor(fake, {isDelta: true}))
        await reading(true)
        for (const round of rounds) {
          later(30)
          for (const apply of round) apply()
          expect(contents(await reading(true))).toEqual(contents(await reading(false)))
        }
      }),
      {numRuns: 25},
    )
  })

  /** One thing that people do in an org, to any deal. */
  function step(): fc.Arbitrary<() => void> {
    const n = fc.oneof(fc.integer({min: 1, max: 14}), fc.integer({min: 101, max: 107}))
    const closeDate = fc.constantFrom('2024-01-01', '2025-11-25', '2025-11-26', '2026-11-20', '2027-02-01')
    return fc.oneof(
      fc.tuple(n, fc.integer({min: 0, max: 9}), closeDate).map(
        ([n, Amount, CloseDate]) =>
          () =>
            put(n, {Amount, CloseDate}),
      ),
      fc.tuple(n, fc.boolean(), fc.boolean()).map(
        ([n, IsClosed, isWon]) =>
          () =>
            put(n, {IsClosed, IsWon: IsClosed && isWon}),
      ),
      fc.tuple(n, fc.constantFrom('Ann Able', 'Bo Best')).map(
        ([n, Name]) =>
          () =>
            put(n, {Owner: {Name}}),
      ),
      n.map(n => () => put(n, {IsDeleted: true})),
      n.map(n => () => put(n, {IsDeleted: false})),
    )
  }

  /** Into the deal of that number, which is made when there is none. */
  function put(n: number, changes: Record<string, unknown>): void {
    if (!rows().some(({Id}: Row) => Id === anId('006', n))) rows().push(anOpportunity(n))
    change(n, changes)
  }
})
