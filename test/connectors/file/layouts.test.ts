import {join, resolve} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import type {Deal, DealField, Outcome} from '../../../src/domain/review/deal.js'
import {type Read, readFile, readSource} from '../../support/read-file.js'

const data = resolve(import.meta.dirname, '../../../examples/data')

const readExample = (name: string) =>
  readSource(fileConnector.open({path: join(data, name)}, {timeZone: 'UTC'}))

/** Instants by their day: some of the layouts have no time of day. */
function comparable(deal: Deal, without: readonly DealField[]) {
  const day = (instant: Date | null) => instant?.toISOString().slice(0, 10)
  return {
    ...deal,
    createdAt: day(deal.createdAt),
    lastStageChangeAt: day(deal.lastStageChangeAt),
    lastActivityAt: day(deal.lastActivityAt),
    nextActivityAt: day(deal.nextActivityAt),
    ...Object.fromEntries(without.map(field => [field, null])),
  }
}

describe('one pipeline in four layouts', () => {
  let plain: Read

  beforeAll(async () => {
    plain = await readExample('pipeline.csv')
  })

  it('the plain one holds what the others are held against', () => {
    const {deals, fields} = plain
    expect(deals).toHaveLength(320)
    expect(new Set(deals.map(({id}) => id)).size).toBe(320)
    expect(new Set(deals.map(({outcome}) => outcome))).toEqual(new Set(['open', 'won', 'lost']))
    expect(['pipeline', 'url'].some(field => fields.has(field as DealField))).toBe(false)
    expect(fields.size).toBe(15)
  })

  it.each<[string, {lacks: DealField[]; adds: DealField[]}]>([
    ['salesforce-report.csv', {lacks: ['currency'], adds: []}],
    ['salesforce-api.json', {lacks: ['currency'], adds: []}],
    ['hubspot-export.csv', {lacks: ['currency'], adds: ['pipeline']}],
  ])('%s gives the same deals', async (name, {lacks, adds}) => {
    const {deals, fields, report} = await readExample(name)
    expect(report).toMatchObject({rowsRead: 320, refusedCount: 0, warnings: []})
    expect([...fields].sort()).toEqual(
      [...plain.fields, ...adds].filter(field => !lacks.includes(field)).sort(),
    )
    const ignored = [...lacks, ...adds]
    expect(deals.map(deal => comparable(deal, ignored))).toEqual(
      plain.deals.map(deal => comparable(deal, ignored)),
    )
  })

  it('one row in full', () =>
    expect(plain.deals[0]).toMatchObject({
      id: 'D-1001',
      name: 'Kestrel Foods rollout 🚀',
      amount: 25_000,
      currency: 'USD',
      pipeline: null,
      stage: 'Qualification',
      probability: 0.1,
      forecastCategory: 'commit',
      owner: 'Chloé Martin',
      account: 'Kestrel Foods',
      contactCount: 1,
      nextStep: 'Agree on the rollout plan',
      closeDate: Date.UTC(2027, 1, 28) / 86_400_000,
      createdAt: new Date('2026-09-08T00:00:00Z'),
      lastStageChangeAt: new Date('2026-10-19T00:00:00Z'),
      lastActivityAt: new Date('2026-11-12T00:00:00Z'),
      nextActivityAt: new Date('2026-11-18T00:00:00Z'),
      outcome: 'open',
      url: null,
      custom: {},
    }))
})

async function outcomeOf(header: string, row: string, settings = {}): Promise<Outcome> {
  const {deals} = await readFile(`id,${header}\n1,${row}\n`, {settings})
  return deals[0]!.outcome
}

describe('open and closed', () => {
  it.each<[string, string, Outcome]>([
    ['stage', 'Closed Won', 'won'],
    ['stage', 'closed-won', 'won'],
    ['stage', 'closedwon', 'won'],
    ['stage', 'WON', 'won'],
    ['stage', 'Gewonnen', 'won'],
    ['stage', 'Closed Lost', 'lost'],
    ['stage', 'closedlost', 'lost'],
    ['stage', 'Disqualified', 'lost'],
    ['stage', 'Won over the champion', 'open'],
    ['stage', 'Closed', 'open'],
    ['stage', 'Closing', 'open'],
    ['stage', '', 'open'],
    ['stage,is_closed', 'Negotiation,false', 'open'],
    ['stage,is_closed', 'Negotiation,true', 'lost'],
    ['stage,is_closed', 'Closed Won,true', 'won'],
    ['stage,is_closed', 'Closed Won,false', 'open'],
    ['stage,is_closed', 'Closed Won,', 'won'],
    ['stage,is_won', 'Signed,true', 'won'],
    ['stage,is_won', 'Negotiation,false', 'open'],
    ['stage,is_won', 'Closed Lost,false', 'lost'],
    ['stage,is_closed,is_won', 'Signed,true,true', 'won'],
    ['stage,is_closed,is_won', 'Signed,true,false', 'lost'],
    ['stage,is_closed,is_won', 'Signed,false,false', 'open'],
    ['stage,is_closed,is_won', 'Closed Lost,,', 'lost'],
    ['name,is_closed', 'A,true', 'lost'],
    ['stage,closed', 'Closed Won,2026-01-05', 'won'],
    ['stage,closed', 'Closed Lost,2026-01-05', 'lost'],
    ['stage,closed', 'Negotiation,2026-01-05', 'open'],
    ['stage,is_closed,is_won', 'Closed Won,perhaps,false', 'won'],
    ['stage,is_closed,is_won', 'Closed Won,true,perhaps', 'won'],
  ])('%s: "%s" is %s', async (header, row, outcome) => expect(await outcomeOf(header, row)).toBe(outcome))

  it.each(['true', 'TRUE', '1', 'yes', 'Y', 'T', 'x', 'ja', 'wahr', 'Oui', 'si', 'Sí'])(
    '"%s" is yes',
    async flag => expect(await outcomeOf('is_won', flag)).toBe('won'),
  )

  it.each(['false', '0', 'no', 'N', 'F', 'nein', 'non'])('"%s" is no', async flag => {
    expect(await outcomeOf('is_won', flag)).toBe('open')
    expect(await outcomeOf('stage,is_closed', `Closed Won,${flag}`)).toBe('open')
  })

  it.each(['2026-01-05', 'perhaps', '-', '2'])('"%s" says nothing', async flag => {
    expect(await outcomeOf('stage,is_closed', `Closed Won,${flag}`)).toBe('won')
    expect(await outcomeOf('stage,is_won', `Closed Won,${flag}`)).toBe('won')
  })

  it.each<[string, Record<string, string[]>, string, string, Outcome]>([
    ['won', {wonStages: ['Signed']}, 'stage', 'Signed', 'won'],
    ['whatever the case and punctuation', {wonStages: ['signed off']}, 'stage', 'Signed-Off', 'won'],
    ['lost', {lostStages: ['Nurture', 'Parked']}, 'stage', 'Parked', 'lost'],
    ['open', {openStages: ['Closed Won']}, 'stage', 'Closed Won', 'open'],
    ['won, against a flag', {wonStages: ['Signed']}, 'stage,is_closed', 'Signed,false', 'won'],
    ['won in other punctuation', {wonStages: ['signed off']}, 'stage,is_closed', 'Signed-Off,false', 'won'],
    ['open, against a flag', {openStages: ['Paused']}, 'stage,is_closed', 'Paused,true', 'open'],
    ['lost, against a flag', {lostStages: ['Gone']}, 'stage,is_won', 'Gone,true', 'lost'],
    ['others by their flag', {wonStages: ['Signed']}, 'stage,is_closed', 'Open,true', 'lost'],
    ['others by their name', {wonStages: ['Signed']}, 'stage', 'Closed Lost', 'lost'],
  ])('set as %s', async (_, settings, header, row, outcome) =>
    expect(await outcomeOf(header, row, settings)).toBe(outcome),
  )

  it('connection test counts them per stage, the most frequent first', async () => {
    const test = await fileConnector.test(
      {path: join(data, 'pipeline.csv')},
      {timeZone: 'UTC'},
      new AbortController().signal,
    )
    const deals = test.stages.map(stage => stage.deals)
    expect(deals).toEqual([...deals].sort((a, b) => b - a))
    const sum = (outcome: Outcome) =>
      test.stages.filter(stage => stage.outcome === outcome).reduce((total, stage) => total + stage.deals, 0)
    expect([sum('open'), sum('won'), sum('lost')]).toEqual([test.dealsOpen, test.dealsWon, test.dealsLost])
    expect(test.dealsOpen + test.dealsWon + test.dealsLost).toBe(320)
    expect(test.sample).toHaveLength(3)
  })
})
