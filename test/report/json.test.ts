import {describe, expect, it} from 'vitest'
import {csvReport} from '../../src/report/csv.js'
import {htmlReport} from '../../src/report/html.js'
import {jsonReport} from '../../src/report/json.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'

const review = aReview([aDeal({id: 'late', closeDate: '2025-01-01'}), aDeal({id: 'fine'})])
const json = (...given: Parameters<typeof aReportInput>) =>
  JSON.parse([...jsonReport(aReportInput(...given))].join(''))

describe('the JSON document', () => {
  it('has the names of the contract', () => {
    const document = json(review)
    expect(Object.keys(document)).toEqual(['run', 'review'])
    expect(Object.keys(document.review)).toEqual(
      expect.arrayContaining(['asOf', 'score', 'bands', 'checks', 'rules', 'findings', 'deals', 'changes']),
    )
    expect(document.review.bands).toEqual({green: 80, yellow: 60})
    expect(document.review.asOf).toBe('2025-04-01T12:00:00.000Z')
  })

  it('lists every finding with its deal and its points', () => {
    const {findings, score} = json(review).review
    expect(findings).toEqual([
      {
        ruleId: 'close-date-past',
        severity: 'critical',
        dealId: 'late',
        message: 'close date was 90 days ago',
        pointsLost: expect.closeTo(100 - score, 9),
        isNew: null,
        reviews: 1,
        since: '2025-04-01',
      },
    ])
  })
})

describe('a review of many deals', () => {
  const many = aReview(
    Array.from({length: 1500}, (_, index) =>
      aDeal({id: `d${index}`, name: `Deal ${index}`, closeDate: '2025-01-01'}),
    ),
  )
  const formats = {json: jsonReport, html: htmlReport}

  it.each([
    ['json', false, 1000],
    ['json', true, 1500],
    ['html', false, 1000],
    ['html', true, 1500],
  ] as const)('%s with all deals %s holds %d', (format, allDeals, expected) => {
    const written = [...formats[format](aReportInput(many, {allDeals}))].join('')
    const deals =
      format === 'json'
        ? JSON.parse(written).review.deals.length
        : written.split('<tr><td class="number">').length - 1
    // The page's table of rules has one row here.
    expect(format === 'json' ? deals : deals - 1).toBe(expected)
    if (format === 'html') expect(written.includes('500 more deals not shown')).toBe(!allDeals)
  })

  it('JSON holds all findings either way', () => {
    expect(json(many).review.findings).toHaveLength(1500)
  })

  it.each(['json', 'html', 'csv'] as const)('%s is written in pieces', format => {
    const write = {...formats, csv: csvReport}[format]
    const pieces = [...write(aReportInput(many, {allDeals: true}))]
    expect(pieces.length).toBeGreaterThan(2)
    expect(Math.max(...pieces.map(piece => piece.length))).toBeLessThan(130_000)
  })
})
