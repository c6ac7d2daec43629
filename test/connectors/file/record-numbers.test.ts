import {describe, expect, it} from 'vitest'
import {readFile} from '../../support/read-file.js'

const settings = {maxRefusedShare: 1}

describe('the number of a refused row', () => {
  it.each([
    ['deals.csv', 'id,name,amount\n1,A,5\n2,B,x\n', 3],
    ['deals.json', '[{"id":1,"amount":"5"},{"id":2,"amount":"x"}]', 2],
    ['deals.ndjson', '{"id":1,"amount":"5"}\n{"id":2,"amount":"x"}\n', 2],
  ])('in %s counts as its reader does: %j', async (name, content, row) => {
    const {report} = await readFile(content, {name, settings})
    expect(report.refusals).toEqual([{row, column: 'amount', value: 'x', reason: 'not a number'}])
  })
})
