import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {Cursors, PageBudget} from '../../../src/connectors/crm/page-budget.js'

const label = 'salesforce "acme"'

describe('a budget', () => {
  it.each([
    {what: 'pages', limit: {pages: 2}},
    {what: 'rows', limit: {rows: 20}},
    {what: 'bytes', limit: {bytes: 200}},
  ])('of $what is kept to its last one, and not beyond', ({what, limit}) => {
    const budget = new PageBudget(label, limit)
    budget.take(10, 100)
    budget.take(10, 200)
    expect(() => budget.take(1, 201)).toThrow(
      expect.objectContaining({
        code: 'source-failed',
        canPass: false,
        message: `salesforce "acme" gives more than ${Object.values(limit)[0]} ${what}, the most that one run reads`,
      }),
    )
  })

  it('of time ends', async () => {
    const budget = new PageBudget(label, {ms: 30})
    budget.take(1, 1)
    await pause(60)
    expect(() => budget.take(1, 1)).toThrow(expect.objectContaining({code: 'timeout', canPass: true}))
  })
})

it('a cursor is taken once', () => {
  const cursors = new Cursors(label)
  cursors.mustBeNew('a')
  cursors.mustBeNew('b')
  expect(() => cursors.mustBeNew('a')).toThrow(
    expect.objectContaining({
      code: 'incomplete',
      canPass: true,
      message: 'salesforce "acme" sent back to a page that was read before',
    }),
  )
})
