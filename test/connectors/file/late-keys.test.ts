import {describe, expect, it} from 'vitest'
import {readFile} from '../../support/read-file.js'

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
