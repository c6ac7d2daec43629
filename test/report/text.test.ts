import {describe, expect, it} from 'vitest'
import {displayWidth} from '../../src/report/escape.js'
import {textReport} from '../../src/report/text.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'

const late = aDeal({id: 'late', name: 'Kestrel Health expansion', amount: 40_000, closeDate: '2025-03-20'})
const quiet = aDeal({
  id: 'quiet',
  name: 'Ōsaka Energy platform 🚀',
  owner: 'Ben',
  lastActivityAt: '2025-01-10T09:00:00Z',
})
const fine = aDeal({id: 'fine', name: 'Vertex Textiles pilot', stage: 'Discovery'})

const text = (...given: Parameters<typeof aReportInput>) => [...textReport(aReportInput(...given))].join('')

describe('the report for a terminal', () => {
  it('reads as this', () => {
    const before = aReview([late, aDeal({id: 'gone', name: 'Juniper Robotics'})], {
      asOf: '2025-03-25T12:00:00Z',
    })
    const now = aReview([{...late, amount: 45_000}, quiet, fine], {
      previous: {runId: 'r1', analysis: before},
      without: ['nextStep'],
      refusals: 1,
    })
    expect(text(now)).toMatchInlineSnapshot(`
      "EMEA weekly  as of 2025-04-01 12:00 UTC

      Health 73 yellow, not comparable with 2025-03-25: other rules were skipped in
        the two reviews
      3 open deals, 65K; 2 findings, 1 at high risk

      Deals that cost most points
        20.5  Kestrel Health expansion  45,000 EUR, Proposal, Ada
              20.5  critical  close date was 12 days ago
              → Close the deal, or agree on a new date with the buyer and enter it.
         6.1  Ōsaka Energy platform 🚀  10,000 EUR, Proposal, Ben
              6.1  high      no activity for 81 days (limit 30)  new
              → Log the next step in the CRM or close the deal.

      Findings by rule
        points          deals  severity  rule
          20.5         1 of 3  critical  Close date past
           6.1         1 of 3  high      No recent activity
        16 rules found nothing

      The pipeline as a whole
        Disappeared (info): 1 deal is neither open nor closed any more: Juniper
          Robotics

      By owner
        health  points      deals   amount
            73    20.5          2   55,000  Ada
            75     6.1          1   10,000  Ben

      By stage
        health  points      deals   amount
            65    26.6          2   55,000  Proposal
           100       0          1   10,000  Discovery

      Days in stage
        median  longest      deals  stage
             7        7          1  Discovery
             7        7          2  Proposal

      Filled in
        all deals have amount, close date, owner, account, stage, probability,
          forecast category, contacts, last activity, next activity, contact roles

      Changes since 2025-03-25
        amount                      all open      this quarter
        started with                  50,000            10,000
        new                          +20,000           +20,000
        amount up                     +5,000                  
        no longer there              -10,000           -10,000
        ends with                     65,000            20,000
        closing 2025-04-01 to 2025-06-30

            2  new (20,000)
               Vertex Textiles pilot, 10,000
               Ōsaka Energy platform 🚀, 10,000
            1  no longer in the review (10,000)
               Juniper Robotics, 10,000
            1  amount up (+5,000)
               Kestrel Health expansion: 40,000 → 45,000
        1 finding new, 0 resolved

      Checks
        19 of 25 checks ran
        skipped No next step: the source has no nextStep
        skipped Older than wins get: 0 won deals with both dates, 10 are needed
        skipped Nothing planned: it can judge none of the 3 open deals
        skipped Single contact: it can judge none of the 3 open deals
        skipped No meaningful change: it needs 4 reviews over 14 days, there are 2
          reviews so far, over 7 days
        skipped Unresolved: it needs 3 reviews over 7 days, there are 2 reviews so
          far, over 7 days
        revsched connection test tells how to map a column to a missing field
        read from file "emea": 4 rows, 1 refused; 3 open deals, 0 won, 0 lost
        refused row 7, Amount "a lot": not a number
      "
    `)
  })

  it.each([
    [5, 5],
    [6, 5],
  ])('of %d bad deals shows the %d that cost most', (count, shown) => {
    const deals = Array.from({length: count}, (_, index) => ({
      ...late,
      id: `d${index}`,
      name: `Deal ${index}`,
    }))
    const report = text(aReview(deals))
    expect(report.match(/→ Close the deal/g)).toHaveLength(shown)
  })

  it('has nothing to score without open deals', () => {
    const report = text(aReview([aDeal({outcome: 'won'})]))
    expect(report).toContain('Health no score\nno open deals in scope: there is nothing to score')
    expect(report).toContain('0 open deals, 1 won, 0 lost')
    expect(report).not.toContain('Findings by rule')
  })

  it('has nothing to score without rules', () => {
    const report = text(aReview([late], {rules: {}}))
    expect(report).toMatch(/Health no score\n1 open deal.*; no rule is on: there is nothing to score\n/)
    expect(report).not.toMatch(/green|No findings/)
  })

  it('says that few checks ran', () => {
    const without = [
      'lastActivityAt',
      'nextActivityAt',
      'contactCount',
      'nextStep',
      'lastStageChangeAt',
      'probability',
    ]
    expect(text(aReview([late], {without}))).toMatch(/low confidence: only \d+ of \d+ checks ran/)
    expect(text(aReview([late]))).not.toContain('low confidence')
  })

  it.each([40, 60, 80, 120])('fits %d columns', width => {
    const long = 'A name of a deal that goes on and on '.repeat(20)
    const report = text(aReview([{...late, name: long, owner: long, stage: long}, quiet, fine]), {
      width,
      title: long,
    })
    for (const line of report.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
  })

  it('shows the reasons of a deal so that they add up to what it lost', () => {
    const report = text(aReview([{...late, lastActivityAt: new Date('2025-01-01T00:00:00Z')}, quiet, fine]))
    const [, total] = /^ {2} *([\d.]+) {2}Kestrel/m.exec(report)!
    const parts = [
      ...report
        .split('Kestrel')[1]!
        .split('→')[0]!
        .matchAll(/^ +([\d.]+) {2}(?:critical|high|medium|low)/gm),
    ]
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.reduce((sum, [, part]) => sum + Number(part), 0)).toBeCloseTo(Number(total), 6)
  })
})
