import {describe, expect, it} from 'vitest'
import type {RulesetFile} from '../../src/domain/rules/ruleset.js'
import {htmlReport} from '../../src/report/html.js'
import {markdownReport} from '../../src/report/markdown.js'
import {textReport} from '../../src/report/text.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'

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
      deals: of(/<tr><td class="number">([\d.]+)</g),
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
    expect(sum([...shown.deals, ...shown.others, ...whole])).toBeCloseTo(100 - review.summary.score!, 0)
    // Among the rules it stands with what it cost, and with no number of deals.
    expect(report.replaceAll(/<[^>]+>/g, ' ')).toMatch(
      /as a whole( +\|)? +(high +)?Coverage below target|Coverage below target +high +as a whole/,
    )
  })
})
