import {describe, expect, it} from 'vitest'
import type {Outcome} from '../../../src/domain/review/deal.js'
import {DealTable} from '../../../src/domain/review/deal-table.js'
import {aDeal, type DealText} from '../../support/a-deal.js'

function tableOf(...deals: DealText[]): DealTable {
  const table = new DealTable()
  for (const deal of deals) table.add(aDeal(deal))
  return table
}

/** What the table says of a row, in the words of a deal. */
function rowOf(table: DealTable, row: number) {
  return {
    id: table.idOf(row),
    name: table.nameOf(row),
    account: table.accountOf(row),
    url: table.urlOf(row),
    amount: table.amountOf(row),
    probability: table.probabilityOf(row),
    stage: table.stageOf(row),
    closeDate: table.closeDateOf(row),
    owner: table.owners.texts[table.ownerCodes[row]!],
    pipeline: table.pipelines.texts[table.pipelineCodes[row]!],
    currency: table.currencies.texts[table.currencyCodes[row]!],
    forecastCategory: table.forecastCategories.texts[table.forecastCodes[row]!],
    outcome: table.outcomeOf(row),
  }
}

const empty = {
  name: null,
  account: null,
  url: null,
  amount: null,
  probability: null,
  stage: null,
  closeDate: null,
  owner: null,
  pipeline: null,
  currency: null,
  forecastCategory: null,
} as const

const open: {name: string; deal: DealText}[] = [
  {name: 'an ordinary one', deal: {url: 'https://crm.example/d1', pipeline: 'Renewals'}},
  {name: 'one of which nothing is known', deal: empty},
  {name: 'one of empty texts', deal: {name: '', account: '', url: '', stage: '', owner: '', currency: ''}},
  {name: 'zeros', deal: {amount: 0, probability: 0, closeDate: '1970-01-01'}},
  {name: 'a negative amount', deal: {amount: -12.34}},
  {name: 'a very large amount', deal: {amount: Number.MAX_VALUE}},
  {name: 'a close date before 1970', deal: {closeDate: '1969-12-31'}},
  {name: 'the earliest close date', deal: {closeDate: '0000-01-01'}},
  {name: 'the latest close date', deal: {closeDate: '9999-12-31'}},
]

describe('an open deal', () => {
  it.each(open)('is kept as it came: $name', ({deal}) => {
    const {id, name, account, url, amount, probability, stage, closeDate, ...rest} = aDeal(deal)
    const {owner, pipeline, currency, forecastCategory, outcome} = rest
    const expected = {id, name, account, url, amount, probability, stage, closeDate}
    expect(rowOf(tableOf(deal), 0)).toStrictEqual({
      ...expected,
      owner,
      pipeline,
      currency,
      forecastCategory,
      outcome,
    })
  })

  it('shares its stage, owner and currency with others and keeps its own name', () => {
    const table = tableOf({id: 'a', name: 'A'}, {id: 'b', name: 'B'}, {id: 'c', name: 'A', stage: 'Legal'})
    expect(table.stages.texts).toEqual([null, 'Proposal', 'Legal'])
    expect(table.owners.texts).toEqual([null, 'Ada'])
    expect([0, 1, 2].map(row => table.nameOf(row))).toEqual(['A', 'B', 'A'])
  })
})

describe('a closed deal', () => {
  it.each<Outcome>(['won', 'lost'])('that is %s keeps id, amount, close date and outcome alone', outcome => {
    const table = tableOf({outcome, amount: 7, closeDate: '2025-01-02', owner: 'Grace'})
    expect(rowOf(table, 0)).toMatchObject({id: 'd1', amount: 7, closeDate: 20_090, outcome, name: null})
    expect(table.owners.texts).toEqual([null])
  })
})

describe('two rows of one deal', () => {
  it.each<{from: Outcome; to: Outcome; open: number[]; won: number; lost: number}>([
    {from: 'open', to: 'open', open: [2], won: 0, lost: 0},
    {from: 'open', to: 'won', open: [], won: 1, lost: 0},
    {from: 'open', to: 'lost', open: [], won: 0, lost: 1},
    {from: 'won', to: 'open', open: [2], won: 0, lost: 0},
    {from: 'won', to: 'lost', open: [], won: 0, lost: 1},
    {from: 'lost', to: 'won', open: [], won: 1, lost: 0},
  ])('$from, then $to: the last one counts', ({from, to, open, won, lost}) => {
    const table = tableOf(
      {id: 'a', outcome: from},
      {id: 'b', outcome: 'lost'},
      {id: 'a', outcome: to, amount: 9},
    )
    expect([...table.openRows()]).toEqual(open)
    expect(table.countOf('won')).toBe(won)
    expect(table.countOf('lost')).toBe(lost + 1)
    expect(table.find('a')).toBe(2)
    expect(table.amountOf(2)).toBe(9)
    expect([0, 2].map(row => table.outcomeOf(row))).toEqual([null, to])
    expect(table.duplicateIds).toBe(1)
  })

  it.each([
    {ids: ['a', 'a', 'a'], duplicateIds: 2},
    {ids: ['a', 'b', 'a', 'b'], duplicateIds: 2},
    {ids: ['a', 'A', ' a', 'a '], duplicateIds: 0},
    {ids: ['1', '01', '1.0'], duplicateIds: 0},
    {ids: ['é', 'e\u0301'], duplicateIds: 0},
  ])('$ids are $duplicateIds too many', ({ids, duplicateIds}) => {
    expect(tableOf(...ids.map(id => ({id}))).duplicateIds).toBe(duplicateIds)
  })
})

describe('a table', () => {
  it('keeps accounts that come again, also after more different ones than it remembers', () => {
    const accounts = Array.from({length: 24_000}, (_, row) => `account ${row % 11_000}`)
    const table = new DealTable()
    for (const [row, account] of accounts.entries()) table.add(aDeal({id: `d${row}`, account}))
    expect(accounts.map((_, row) => table.accountOf(row))).toEqual(accounts)
  })

  it('finds no deal that it does not hold', () => {
    expect(tableOf().find('d1')).toBe(-1)
    expect(tableOf({}).find('d2')).toBe(-1)
  })

  it('orders rows by their ids', () => {
    const table = tableOf({id: 'b'}, {id: 'a'})
    expect(Math.sign(table.compareIds(0, 1))).toBe(1)
    expect(Math.sign(table.compareIds(1, 0))).toBe(-1)
    expect(table.compareIds(1, 1)).toBe(0)
  })

  it.each([0, 1, 1000, 1024, 2000, 100_000])('made for %i deals holds 1500 all the same', dealsExpected => {
    const table = new DealTable(dealsExpected)
    for (let row = 0; row < 1500; row++) table.add(aDeal({id: `d${row}`, amount: row, name: `n${row}`}))
    expect(
      [0, 1023, 1024, 1499].map(row => [table.idOf(row), table.amountOf(row), table.nameOf(row)]),
    ).toEqual([0, 1023, 1024, 1499].map(row => [`d${row}`, row, `n${row}`]))
    expect(table.openRows()).toHaveLength(1500)
    expect(table.find('d1499')).toBe(1499)
  })

  it.each([1023, 1024, 1025, 2048, 5000])('of %i deals keeps each', count => {
    const drafts = Array.from({length: count}, (_, row) => ({
      id: `d${row}`,
      name: `n${row}`,
      account: `a${row}`,
      url: `u${row}`,
      amount: row,
      probability: row / count,
      stage: `s${row % 7}`,
      owner: `o${row % 5}`,
      pipeline: `p${row % 3}`,
      currency: `c${row % 4}`,
      forecastCategory: 'commit' as const,
    }))
    const table = tableOf(...drafts)
    const kept = drafts.map((_, row) => rowOf(table, row))
    expect(kept).toEqual(drafts.map(draft => ({...draft, closeDate: 20_269, outcome: 'open'})))
    expect([...table.openRows()]).toEqual([...drafts.keys()])
    expect(table.find(`d${count - 1}`)).toBe(count - 1)
  })
})
