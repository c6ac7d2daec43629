import {describe, expect, it} from 'vitest'
import {dealInPipeline} from '../../src/domain/review/deal-in-pipeline.js'
import {sinceBaseline} from '../../src/domain/review/since-baseline.js'
import type {RulesetFile} from '../../src/domain/rules/ruleset.js'
import {dealText} from '../../src/report/deal-text.js'
import {portfolioTexts} from '../../src/report/headline.js'
import {htmlReport} from '../../src/report/html.js'
import {markdownReport} from '../../src/report/markdown.js'
import {foundRules} from '../../src/report/shown-numbers.js'
import {textReport} from '../../src/report/text.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'
import {anAnalysis} from '../support/an-analysis.js'

// Every list of deals adds up: the findings to their deal, the deals and the others to what the score is short of 100.

const late = (id: number) =>
  aDeal({id: `d${id}`, amount: 1000 + id * 37, closeDate: '2025-03-01', nextStep: null})

const formats = {text: textReport, markdown: markdownReport, html: htmlReport}
const written = (format: keyof typeof formats, deals: number, rules?: RulesetFile) => {
  const review = aReview(
    Array.from({length: deals}, (_, id) => late(id)),
    rules && {rules},
  )
  return {review, report: [...formats[format](aReportInput(review, {width: 100}))].join('')}
}

/** Numbers as they are shown: of each deal, of each of its findings, and of the others. */
const read = {
  text(report: string) {
    const [, part = ''] = /Deals that cost most points\n([\s\S]*?)\n\n/.exec(report) ?? []
    const of = (pattern: RegExp) => [...part.matchAll(pattern)].map(found => Number(found[1]))
    return {
      deals: of(/^ {2,5}([\d.]+) {2}\S+ .* {2}.*EUR/gm),
      parts: of(/^ +([\d.]+) {2}(?:critical|high|medium|low) /gm),
      others: of(/^ +([\d.]+) {2}\d+ other deals?$/gm),
    }
  },
  markdown(report: string) {
    const [, part = ''] = /## Deals that cost most points([\s\S]*?)\n##/.exec(report) ?? []
    const rows = part.split('\n').filter(line => /^\| [\d.]+ /.test(line))
    const first = (row: string) => Number(row.split(' ')[1])
    const isOthers = (row: string) => / \d+ other deals? /.test(row)
    return {
      deals: rows.filter(row => !isOthers(row)).map(first),
      parts: [...part.matchAll(/\((?:critical|high|medium|low)\) ([\d.]+)/g)].map(found => Number(found[1])),
      others: rows.filter(isOthers).map(first),
    }
  },
  html(report: string) {
    const [, part = ''] = /<h2>Deals<\/h2>([\s\S]*)<h2>Checks/.exec(report) ?? []
    const of = (pattern: RegExp) => [...part.matchAll(pattern)].map(found => Number(found[1]))
    return {
      deals: of(/<tr><td class="number"><data value="[\d.e-]+">([\d.]+)</g),
      parts: of(/\((?:critical|high|medium|low)\) ([\d.]+)<\/li>/g),
      others: of(/not shown, which cost ([\d.]+) points/g),
    }
  },
}

const sum = (numbers: readonly number[]) => Number(numbers.reduce((all, one) => all + one, 0).toFixed(6))

describe.each(['text', 'markdown', 'html'] as const)('%s', format => {
  it.each([
    ['all deals shown', 3],
    ['some not shown', 23],
    ['points of less than one', 300],
    ['more than a document holds', 1003],
  ])('adds up with %s', (_, deals) => {
    const {review, report} = written(format, deals)
    const shown = read[format](report)
    const decimals = /\.(\d+)/.exec(String(shown.deals[0]!.toFixed(6)).replace(/0+$/, ''))?.[1]?.length ?? 1
    expect(shown.deals.length).toBeGreaterThan(2)
    expect(sum(shown.parts)).toBe(sum(shown.deals))
    expect(shown.others.length).toBe(shown.deals.length < deals ? 1 : 0)
    expect(sum([...shown.deals, ...shown.others])).toBeCloseTo(100 - review.summary.score!, decimals - 1)
  })

  it.each([
    ['all deals shown', 3],
    ['some not shown', 23],
  ])('adds up with what the pipeline as a whole costs: %s', (_, deals) => {
    const {review, report} = written(format, deals, {
      extends: ['revsched:recommended'],
      rules: {'coverage-below-target': {quota: 1e9}},
      score: {portfolio: true},
    })
    const shown = read[format](report)
    const whole = [...report.matchAll(/Coverage below target \(high, ([\d.]+) points\)/g)].map(found =>
      Number(found[1]),
    )
    expect(whole).toEqual([Number(review.summary.portfolioPointsLost!.toFixed(1))])
    expect(sum(shown.parts)).toBe(sum(shown.deals))
    expect(sum([...shown.deals, ...shown.others, ...whole])).toBe(
      Number((100 - review.summary.score!).toFixed(1)),
    )
    // Among the rules it stands with what it cost, and with no number of deals.
    expect(report.replaceAll(/<[^>]+>/g, ' ')).toMatch(
      /as a whole( +\|)? +(high +)?Coverage below target|Coverage below target +high +as a whole/,
    )
  })
})

describe('what the pipeline as a whole cost', () => {
  it.each([1, 2, 3, 5, 8, 23, 300])('is the same number among the rules, of %d deals', deals => {
    const all = Array.from({length: deals}, (_, id) => ({...late(id), owner: id % 3 === 0 ? null : 'Ada'}))
    const {summary} = aReview(all, {
      rules: {
        extends: ['revsched:strict'],
        rules: {'coverage-below-target': {quota: 1e9}},
        score: {portfolio: true},
      },
    })
    const told = portfolioTexts(summary, null).map(text =>
      /^(.*) \(\w+, ([\d.]+) points\)/.exec(text)!.slice(1),
    )
    expect(told).not.toEqual([])
    const found = foundRules(summary, null)
    for (const [title, points] of told)
      expect(found.find(({rule}) => rule.title === title)?.points).toBe(points)
    const lost = sum(found.map(({points}) => Number(points)))
    expect(lost).toBe(Number((100 - summary.score!).toFixed(1)))
  })
})

describe('what a deal lost', () => {
  it.each([3, 23, 300, 1003])('is the same number in every format, of %d deals', deals => {
    const [text, markdown, html] = (['text', 'markdown', 'html'] as const).map(
      format => read[format](written(format, deals).report).deals,
    )
    expect(text).toEqual(html!.slice(0, 5))
    expect(markdown).toEqual(html!.slice(0, 10))
    const {review} = written('text', deals)
    const place = Math.min(4, deals - 1)
    const {id} = [...review.deals()][place]!
    const alone = [...dealText(aReportInput(review), dealInPipeline(review, id))].join('')
    expect(Number(/Lost ([\d.]+) of/.exec(alone)?.[1])).toBe(html![place])
  })

  it.each([23, 300, 1003])('is the same number where known findings are left out, of %d deals', deals => {
    const all = Array.from({length: deals}, (_, id) => late(id))
    const now = aReview(all)
    // Of each third deal, the past date is new; of each third one, nothing is.
    const then = aReview(
      all
        .map((deal, id) => (id % 3 === 0 ? {...deal, closeDate: null} : deal))
        .filter((_, id) => id % 3 !== 1),
    )
    const {analysis, baseline} = sinceBaseline(now, {runId: 'abcd1234', analysis: then}, {onlyNew: true})
    const page = [...htmlReport(aReportInput(analysis, {baseline}))].join('')
    const whole = [...htmlReport(aReportInput(now))].join('')
    const rows = (report: string) =>
      report.split('<tr><td class="number"><data ').flatMap(row => {
        const [, lost, shown] = /^value="([\d.e-]+)">([\d.]+)</.exec(row) ?? []
        const part = /\(critical\) ([\d.]+)<\/li>/.exec(row)?.[1]
        return lost && part ? {lost, shown, part} : []
      })
    const left = rows(page)
    expect(left.length).toBeGreaterThan(deals / 4)
    const known = new Map(rows(whole).map(row => [row.lost, row]))
    // The whole list ends after a thousand.
    for (const row of left) expect(row).toEqual(known.get(row.lost) ?? row)
  })

  it.each([
    ['is more than can be seen', 'low', /^ +<0\.1 {2}low /m],
    ['is nothing', 'info', /^ +0 {2}info /m],
  ] as const)('by a finding %s', (_, severity, shown) => {
    const finding = {ruleId: 'x', message: 'small', severity}
    const past = {ruleId: 'close-date-past', message: 'is past', severity: 'critical' as const}
    const others = Array.from({length: 100}, (_, id) => ({id: `o${id}`, amount: 1e6}))
    const analysis = anAnalysis({
      deals: [
        {id: 'a', amount: 1e7, findings: [past, past]},
        {id: 'd', amount: 1, findings: [finding]},
        ...others,
      ],
    })
    const deal = dealInPipeline(analysis, 'd')
    expect([...dealText(aReportInput(analysis), deal)].join('')).toMatch(shown)
  })
})
