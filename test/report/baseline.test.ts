import {describe, expect, it} from 'vitest'
import {sinceBaseline} from '../../src/domain/review/since-baseline.js'
import {baselineTexts} from '../../src/report/baseline-text.js'
import {csvReport} from '../../src/report/csv.js'
import {htmlReport} from '../../src/report/html.js'
import {jsonReport} from '../../src/report/json.js'
import {markdownReport} from '../../src/report/markdown.js'
import {textReport} from '../../src/report/text.js'
import {aReportInput} from '../support/a-report-input.js'
import {anAnalysis} from '../support/an-analysis.js'

const formats = {
  text: textReport,
  markdown: markdownReport,
  html: htmlReport,
  csv: csvReport,
  json: jsonReport,
}
const names = Object.keys(formats) as (keyof typeof formats)[]
const readable = ['text', 'markdown', 'html'] as const

const now = anAnalysis()
const [worst] = now.deals()
/** A week ago the worst deal had no next step already, and nothing else was found. */
const noNextStep = worst!.findings.filter(({ruleId}) => ruleId === 'missing-next-step')
const then = anAnalysis({deals: [{id: worst!.id, findings: noNextStep}]})
const shown = (format: keyof typeof formats, baseline: typeof then, onlyNew: boolean) => {
  const since = sinceBaseline(now, {runId: 'abcd1234-5678', analysis: baseline}, {onlyNew})
  return [...formats[format](aReportInput(since.analysis, {baseline: since.baseline}))].join('')
}

describe('a report of new findings only', () => {
  it.each(readable)('%s says how many there are and how many are left out', format => {
    expect(shown(format, then, true)).toContain('5 new findings since run abcd1234 (1 known one left out)')
    expect(shown(format, then, false)).toContain('5 new findings since run abcd1234 (1 known)')
  })

  it.each(readable)('%s keeps score and totals, and accounts for what is left out', format => {
    const report = shown(format, then, true)
    expect(report).toContain('75 yellow')
    expect(report).toContain('6 open deals, 288K; 6 findings, 2 at high risk')
    expect(report).toContain('1 other finding')
  })

  // JSON lists a finding twice: among the findings and with its deal.
  it.each(names)('%s leaves a known finding out', format => {
    const reasons = (report: string) => report.split('no next step').length - 1
    expect(reasons(shown(format, then, false)) - reasons(shown(format, then, true))).toBe(
      format === 'json' ? 2 : 1,
    )
  })

  it.each(names)('%s shows no deal without new findings', format => {
    const report = shown(format, now, true)
    expect(report).not.toContain('Tailspin toys,')
    expect(report).not.toContain('no activity for 41 days')
  })

  it('text says that no rule found anything new', () => {
    expect(shown('text', now, true)).toContain('No new findings\n  4 rules found nothing new\n')
  })

  it('JSON has the numbers, and the whole of what is not about findings', () => {
    const {review} = JSON.parse(shown('json', then, true))
    expect(review.baseline).toMatchObject({
      runId: 'abcd1234-5678',
      onlyNew: true,
      findingsNew: 5,
      findingsKnown: 1,
    })
    expect(review.findings).toHaveLength(5)
    expect(review.findings.every(({isNew}: {isNew: boolean}) => isNew)).toBe(true)
    expect([review.score, review.issuesFound]).toEqual([now.summary.score, 6])
    expect(JSON.parse([...jsonReport(aReportInput(now))].join('')).review).not.toHaveProperty('baseline')
  })
})

describe('the words on a baseline', () => {
  const {baseline} = sinceBaseline(now, {runId: 'abcd1234-5678', analysis: then}, {onlyNew: true})

  it.each([
    ['none', undefined, []],
    ['one new', {...baseline, findingsNew: 1}, ['1 new finding since run abcd1234 (1 known one left out)']],
    [
      'of the pipeline as a whole',
      {...baseline, portfolioNew: 1, portfolioKnown: 2},
      [
        '5 new findings since run abcd1234 (1 known one left out); about the pipeline as a whole 1 new (2 known ones left out)',
      ],
    ],
    [
      'of rules that did not run',
      {
        ...baseline,
        onlyNew: false,
        findingsNotJudgedThen: 1200,
        portfolioNotJudgedThen: 1,
        rulesNotRunThen: ['No owner', 'Deal too old'],
      },
      [
        '5 new findings since run abcd1234 (1 known, 1,200 of rules that did not run then); about the pipeline as a whole 0 new (0 known, 1 of rules that did not run then)',
        'neither new nor known, as the rule did not run then: No owner, Deal too old',
      ],
    ],
    [
      'of rules that did not run, left out',
      {...baseline, findingsNotJudgedThen: 3, rulesNotRunThen: ['No owner']},
      [
        '5 new findings since run abcd1234 (1 known one and 3 of rules that did not run then left out)',
        'neither new nor known, as the rule did not run then: No owner',
      ],
    ],
  ])('%s', (_, given, expected) => expect(baselineTexts(given, null)).toEqual(expected))
})
