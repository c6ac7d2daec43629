import {describe, expect, it} from 'vitest'
import {readFile, refusalOf} from '../../support/read-file.js'

const early = Array.from({length: 40_000}, (_, index) => ({id: String(index), name: `Deal ${index}`}))
const late = {id: 'late', name: 'Last', amount: 5, stage: 'Proposal'}

describe('a key that only a late record has', () => {
  it.each([
    ['deals.json', JSON.stringify([...early, late])],
    ['deals.ndjson', [...early, late].map(record => `${JSON.stringify(record)}\n`).join('')],
  ])('is read from %s as well', async (name, content) => {
    const {deals, fields, begins, report} = await readFile(content, {name})
    expect(deals.at(-1)).toMatchObject({id: 'late', amount: 5, stage: 'Proposal'})
    expect(deals).toHaveLength(40_001)
    expect([fields.has('amount'), fields.has('stage'), fields.has('owner')]).toEqual([true, true, false])
    expect(begins).toBe(2)
    expect(report.rowsRead).toBe(40_001)
  })

  it('does not make a file of any number of keys', async () => {
    const records = Array.from({length: 6000}, (_, index) => ({id: String(index), [`key ${index}`]: 1}))
    await expect(readFile(JSON.stringify(records), {name: 'deals.json'})).rejects.toThrow(
      'the records have more than 5000 different keys',
    )
  })
})

/** Those of the first chunk are looked at before the others. */
describe.each([
  ['deals.json', (records: object[]) => JSON.stringify(records)],
  ['deals.ndjson', (records: object[]) => records.map(record => `${JSON.stringify(record)}\n`).join('')],
])('a key of --map in %s', (name, write) => {
  it.each<[string, object[], number | null]>([
    ['that the first record has', [{id: '1', Wert: 7}, {id: '2'}], null],
    ['that the second record has', [{id: '1'}, {id: '2', Wert: 7}], 7],
    ['that only a late record has', [...early, {id: 'late', Wert: 7}], 7],
    ['in another case, of a late record', [...early, {id: 'late', wert: 7}], 7],
  ])('%s', async (_, records, amount) => {
    const {deals, fields} = await readFile(write(records), {name, settings: {map: {amount: 'Wert'}}})
    expect(fields.has('amount')).toBe(true)
    expect(deals.at(-1)!.amount).toBe(amount)
  })

  it.each<[string, object[]]>([
    [
      'of two',
      [
        {id: '1', name: 'A'},
        {id: '2', worth: 7},
      ],
    ],
    ['of many', [...early, {id: 'late', worth: 7}]],
  ])('that no record has, %s: says which keys there are', async (_, records) =>
    expect(await refusalOf(readFile(write(records), {name, settings: {map: {amount: 'Wert'}}}))).toEqual({
      code: 'usage',
      message: 'no record of the file has the key "Wert" for amount',
      hint: expect.stringMatching(/keys of all records: id, name, worth$/),
    }),
  )

  it('is not needed where only a late record has a known one', async () => {
    const odd = Array.from({length: 5000}, (_, index) => ({nummer: index, text: 'x'.repeat(20)}))
    const {deals} = await readFile(write([...odd, {id: 'late', name: 'Last', amount: 5}]), {
      name,
      settings: {maxRefusedShare: 1},
    })
    expect(deals).toMatchObject([{id: 'late', amount: 5}])
  })
})
