import {describe, expect, it} from 'vitest'
import {csvReport} from '../../src/report/csv.js'
import {htmlReport} from '../../src/report/html.js'
import {markdownReport} from '../../src/report/markdown.js'
import type {ReportInput} from '../../src/report/report-input.js'
import {textReport} from '../../src/report/text.js'
import {aReportInput} from '../support/a-report-input.js'
import {anAnalysis} from '../support/an-analysis.js'

const formats = {txt: textReport, md: markdownReport, html: htmlReport, csv: csvReport}
const readable = ['txt', 'md', 'html'] as const
const written = (format: keyof typeof formats, input: ReportInput) => [...formats[format](input)].join('')

const sample = anAnalysis()
const without = (summary: Parameters<typeof anAnalysis>[0]) => aReportInput(anAnalysis(summary))

describe('the sample review', () => {
  it.each(['txt', 'md', 'html', 'csv'] as const)('reads as snapshots/sample.%s', async format => {
    await expect(written(format, aReportInput(sample))).toMatchFileSnapshot(`snapshots/sample.${format}`)
  })

  it('reads as snapshots/narrow.txt in 40 columns', async () => {
    await expect(written('txt', aReportInput(sample, {width: 40}))).toMatchFileSnapshot(
      'snapshots/narrow.txt',
    )
  })
})

describe.each(readable)('%s', format => {
  const changes = sample.summary.changes!
  const unchanged = {...changes, items: [], counts: anAnalysis({deals: []}).summary.changes!.counts}
  const noCounts = Object.fromEntries(
    Object.keys(unchanged.counts).map(kind => [kind, {deals: 0, amount: 0}]),
  ) as typeof unchanged.counts

  it('says that no deal changed', () => {
    const report = written(format, without({summary: {changes: {...unchanged, counts: noCounts}}}))
    expect(report).toContain('no deal changed')
  })

  it('says nothing of changes that it does not know', () => {
    expect(written(format, without({summary: {changes: null}}))).not.toContain('Changes since')
  })

  it('doubts a score of few checks', () => {
    const doubtful = {isLowConfidence: true, checks: {evaluated: 4, skipped: 10}}
    expect(written(format, without({summary: doubtful}))).toMatch(/low confidence: only 4 of 14 checks ran/i)
    expect(written(format, without({summary: {isLowConfidence: false}}))).not.toMatch(/low confidence/i)
  })

  it('names every rule that was skipped, and why', () => {
    const report = written(format, aReportInput(sample))
    expect(report).toContain('skipped Deal too old: 2 won deals with both dates, 10 are needed')
    expect(report).toContain('skipped One contact only: the source has no contactCount')
  })

  it('draws how often a rule was violated, from three reviews on', () => {
    const [rule] = sample.summary.rules.filter(({violated}) => violated > 0)
    const trends = [0.1, 0.2, 0.4].map((rate, index) => ({
      runId: `r${index}`,
      healthScore: 70,
      isUnderOtherRules: index === 2,
      failureRates: {[rule!.ruleId]: rate},
    }))
    const drawn = format === 'md' ? '▃▅\\|█' : '▃▅|█'
    expect(written(format, aReportInput(sample, {trends}))).toContain(drawn)
    expect(written(format, aReportInput(sample, {trends: trends.slice(0, 2)}))).not.toContain('▃▅')
  })

  it('says beside every sum that amounts of several currencies are added', () => {
    const {totals} = sample.summary
    const report = written(format, without({summary: {totals: {...totals, currencies: ['EUR', 'USD']}}}))
    // In the headline, by owner, stage and forecast category, and in the waterfall.
    expect(report.match(/EUR and USD\s+(are )?added as they stand/g)).toHaveLength(5)
    expect(written(format, aReportInput(sample))).not.toContain('added as they stand')
  })

  it('has no score for groups of a review without one', () => {
    const byOwner = sample.summary.totals.byOwner.map(total => ({...total, score: null}))
    const report = written(format, without({summary: {totals: {...sample.summary.totals, byOwner}}}))
    const dashes = {
      txt: /^ +– +– +\d/m,
      md: /^\| – \| – \| /m,
      html: /<td class="number">–<\/td><td class="number">–/,
    }
    expect(report).toMatch(dashes[format])
  })

  it('has a next step for every rule that found something', () => {
    const report = written(format, aReportInput(sample))
    const found = sample.summary.rules.filter(rule => rule.violated > 0)
    // The text has the advice of the deals that it shows, which is that of their worst finding.
    const expected = format === 'txt' ? found.filter(rule => rule.severity !== 'medium') : found
    expect(expected.length).toBeGreaterThan(1)
    for (const rule of expected) expect(report.replace(/\n +/g, ' ')).toContain(rule.fix)
  })

  it('has no section for what is empty', () => {
    const report = written(format, aReportInput(anAnalysis({deals: [], summary: {changes: null}})))
    expect(report).toContain('no open deals in scope')
    expect(report).not.toMatch(/Findings by rule|By owner|Owners|Deals that cost|<table/)
  })
})

describe('all formats', () => {
  it.each(['txt', 'md', 'html'] as const)('%s tells the same numbers', format => {
    const {summary} = sample
    const report = written(format, aReportInput(sample))
    expect(report).toContain(`${Math.round(summary.score!)} ${summary.band}`)
    expect(report).toContain(`${summary.dealsAnalyzed} open deals, 288K; ${summary.issuesFound} findings`)
    expect(report).toContain(`${summary.highRiskDeals} at high risk`)
  })

  it('the page says by which points the score was computed', () => {
    const page = (summary: Partial<typeof sample.summary>) => written('html', without({summary}))
    expect(page({})).toContain('(critical 40, high 25, medium 10, low 4, at most 100)')
    const points = {critical: 50, high: 25, medium: 10, low: 4, info: 1}
    const own = page({scoring: {points, portfolio: true, supersede: []}})
    expect(own).toContain('(critical 50, high 25, medium 10, low 4, info 1, at most 100)')
    expect(own).toContain('up to 20 % for findings about the pipeline as a whole')
  })

  it('the CSV has a row per open deal, and what they lost adds up to what the score lost', () => {
    const [head, ...rows] = written('csv', aReportInput(sample)).trimEnd().split('\r\n')
    const at = head!.split(',').indexOf('Points lost')
    expect(rows).toHaveLength(sample.summary.dealsAnalyzed)
    const lost = rows.map(row => Number(row.split(',')[at]))
    expect(lost.reduce((sum, points) => sum + points, 0)).toBeCloseTo(100 - sample.summary.score!, 4)
    expect(lost).toEqual([...lost].sort((a, b) => b - a))
  })
})
