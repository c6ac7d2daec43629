import {readFileSync, writeFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {healthScorePage} from '../../docs/health-score-page.js'

const path = resolve(import.meta.dirname, '../../docs/health-score.md')
const page = healthScorePage()

if (process.env.UPDATE_DOCS === '1') writeFileSync(path, page)

describe('docs/health-score.md', () => {
  it('is what the code computes (UPDATE_DOCS=1 writes it)', () => {
    expect(readFileSync(path, 'utf8')).toBe(page)
  })

  it.each([
    [
      'the deal that is late',
      '| A | 100k | 34.24 % | 50 | high | 17.12 | close date past (critical) 13.70; no next step (medium) 3.42 |',
    ],
    ['the deal that is well kept', '| B | 50k | 23.37 % | 100 | none | 0.00 | - |'],
    ['the rotten deal', '| C | 30k | 19.02 % | 5 | high | 18.07 |'],
    [
      'the deal without an amount',
      '| D | none (median 50k) | 23.37 % | 75 | medium | 5.84 | no amount (high) 5.84 |',
    ],
    ['the score', '100 - 41.03 = 58.97, shown as 59 and red'],
    ['a score just below a colour', '79.6 is yellow, and shown as 79'],
    ['low confidence', 'fewer than 60 % of the rules'],
  ])('has the worked example as it was worked by hand: %s', (_, part) => expect(page).toContain(part))
})
