import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {DealField} from '../../../src/domain/review/deal.js'
import {readOrg} from '../../support/fake-salesforce/connected.js'
import {FakeSalesforce} from '../../support/fake-salesforce/server.js'
import {aClosedOpportunity, anId, anOpportunity} from '../../support/fake-salesforce/tables.js'

let fake: FakeSalesforce
beforeEach(async () => {
  fake = await FakeSalesforce.start()
})
afterEach(() => fake.stop())

const flat: ReadonlySet<DealField> = new Set(['name'])
const ofOpen: ReadonlySet<DealField> = new Set(['stageHistory'])

type Change = [day: string, stage: string]

/** Changes of one deal, as the org wrote them down. */
function history(n: number, {isClosed}: {isClosed: boolean}, ...changes: readonly Change[]) {
  fake.tables.OpportunityHistory!.rows.push(
    ...changes.map(([day, StageName], at) => ({
      Id: anId('008', n * 10 + at),
      OpportunityId: anId('006', n),
      Opportunity: {IsClosed: isClosed},
      StageName,
      CloseDate: '2026-10-15',
      CreatedDate: `${day}T00:00:00.000+0000`,
    })),
  )
}

const open = 1
const won = 2
const lost = 3
const wonLongAgo = 4

/** A deal of each outcome, with the same history. */
function oneOfEach(): void {
  fake.tables.Opportunity!.rows = [
    anOpportunity(open),
    aClosedOpportunity(won, {CloseDate: '2025-11-26'}),
    aClosedOpportunity(lost, {IsWon: false}),
    aClosedOpportunity(wonLongAgo, {CloseDate: '2025-11-25'}),
  ]
  const isClosed = (n: number) => n !== open
  for (const n of [open, won, lost, wonLongAgo])
    history(n, {isClosed: isClosed(n)}, ['2026-09-01', 'Qualification'], ['2026-10-01', 'Proposal'])
}

const historyQueries = () => fake.requests.filter(request => request.includes('FROM OpportunityHistory'))

describe('stages that deals went through', () => {
  it.each<{needs: ReadonlySet<DealField>; needsWonStages: boolean; queries: number; of: string[]}>([
    {needs: flat, needsWonStages: false, queries: 0, of: []},
    {needs: ofOpen, needsWonStages: false, queries: 1, of: ['open']},
    {needs: flat, needsWonStages: true, queries: 1, of: ['won']},
    {needs: ofOpen, needsWonStages: true, queries: 2, of: ['open', 'won']},
  ])(
    'are read of $of deals where $needs are needed, and those of won deals: $needsWonStages',
    async ({needs, needsWonStages, queries, of}) => {
      oneOfEach()
      const {deals, fields} = await readOrg(fake, {needs, needsWonStages})
      expect(deals.map(({outcome}) => outcome)).toEqual(['open', 'won', 'lost'])
      expect(deals.filter(({stageHistory}) => stageHistory).map(({outcome}) => outcome)).toEqual(of)
      expect(historyQueries().length).toBe(queries)
      expect(fake.countOf(/IsWon = true/)).toBe(needsWonStages ? 1 : 0)
      // What is told of won deals alone is no field that rules could look at.
      expect(fields.has('stageHistory')).toBe(needs === ofOpen)
    },
  )

  it('are those of a won deal from the first to the closing one, each once', async () => {
    oneOfEach()
    fake.tables.OpportunityHistory!.rows = []
    history(
      won,
      {isClosed: true},
      ...([
        ['2025-11-20', 'Closed Won'],
        ['2025-09-01', 'Qualification'],
        ['2025-11-01', 'Qualification'],
        ['2025-10-01', 'Proposal'],
        ['2025-09-15', 'Qualification'],
      ] as const satisfies readonly Change[]),
    )
    const {deals} = await readOrg(fake, {needs: flat, needsWonStages: true})
    expect(deals[1]!.stageHistory).toEqual([
      {stage: 'Qualification', at: new Date('2025-09-01T00:00:00Z')},
      {stage: 'Proposal', at: new Date('2025-10-01T00:00:00Z')},
      {stage: 'Qualification', at: new Date('2025-11-01T00:00:00Z')},
      {stage: 'Closed Won', at: new Date('2025-11-20T00:00:00Z')},
    ])
  })

  it('are none where the org has none, and ask for none without a win', async () => {
    oneOfEach()
    fake.tables.OpportunityHistory!.rows = []
    const {deals} = await readOrg(fake, {needs: flat, needsWonStages: true})
    expect(deals.map(({stageHistory}) => stageHistory)).toEqual([null, null, null])
    fake.tables.Opportunity!.rows = [anOpportunity(open)]
    fake.requests.length = 0
    await readOrg(fake, {needs: flat, needsWonStages: true})
    expect(historyQueries()).toEqual([])
  })

  it('are told to be unknown where the user may not read them, and the review goes on', async () => {
    oneOfEach()
    delete fake.tables.OpportunityHistory
    const {deals, report} = await readOrg(fake, {needs: flat, needsWonStages: true})
    expect(deals.map(({stageHistory}) => stageHistory)).toEqual([null, null, null])
    expect(report.warnings).toEqual([
      expect.stringMatching(
        /^stageHistory of won deals is not known: .*'OpportunityHistory' is not supported/,
      ),
    ])
  })

  it('are those of the last 2,000 wins that the review is about, 400 to a query', async () => {
    const wins = Array.from({length: 2002}, (_, n) =>
      // On the day of the 2,000th there are three.
      aClosedOpportunity(n + 1, {CloseDate: n < 1999 ? '2026-10-15' : '2026-01-15'}),
    )
    const ofOthers = aClosedOpportunity(5000, {CloseDate: '2026-11-01', Owner: {Name: 'Bo Best'}})
    fake.tables.Opportunity!.rows = [...wins, ofOthers]
    for (const at of [...wins.keys(), 4999]) history(at + 1, {isClosed: true}, ['2025-09-01', 'Proposal'])
    const {deals} = await readOrg(fake, {
      needs: flat,
      needsWonStages: true,
      filter: {owners: ['Ann Able'], stages: ['Proposal']},
    })
    expect(deals.length).toBe(2002)
    const without = deals.filter(({stageHistory}) => stageHistory === null).map(({id}) => id)
    expect(without).toEqual([anId('006', 2000), anId('006', 2001)])
    expect(historyQueries().length).toBe(5)
    expect(fake.countOf(/jobs\/query/)).toBe(0)
  })
})
