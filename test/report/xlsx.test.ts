import {readXlsx} from 'hucre/xlsx'
import {describe, expect, it} from 'vitest'
import type {Analysis} from '../../src/domain/review/analysis.js'
import {xlsxReport} from '../../src/report/xlsx.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'
import {anAnalysis} from '../support/an-analysis.js'

async function written(analysis: Analysis, title = 'EMEA weekly') {
  const {sheets} = await readXlsx(await xlsxReport(aReportInput(analysis, {title})))
  return Object.fromEntries(sheets.map(sheet => [sheet.name, sheet]))
}

/** The cells below a title, and what they lead to. */
async function column(analysis: Analysis, sheet: string, title: string) {
  const {rows, cells} = (await written(analysis))[sheet]!
  const at = rows[0]!.indexOf(title)
  const links = rows.slice(1).map((_, row) => cells?.get(`${row + 1},${at}`)?.hyperlink?.target ?? null)
  return {values: rows.slice(1).map(row => row[at]), links}
}

const sample = anAnalysis()
const sum = (values: readonly unknown[]) => values.reduce<number>((all, value) => all + Number(value), 0)

describe('the workbook', () => {
  it('has a sheet for each thing that a review tells', async () => {
    const sheets = await written(sample)
    expect(Object.entries(sheets).map(([name, {rows}]) => [name, rows.length > 1])).toEqual([
      ['Summary', true],
      ['Rules', true],
      ['Deals', true],
      ['Findings', true],
    ])
    const facts = Object.fromEntries(sheets.Summary!.rows.map(([name, value]) => [name, value]))
    expect(facts).toMatchObject({
      Review: 'EMEA weekly',
      'Health score': Math.round(sample.summary.score!),
      'Open deals': sample.summary.dealsAnalyzed,
      Findings: sample.summary.issuesFound,
    })
  })

  it.each(['Rules', 'Deals', 'Findings'])('%s cost together what the score is short of 100', async sheet => {
    const {values} = await column(sample, sheet, 'Points lost')
    expect(sum(values)).toBeCloseTo(100 - sample.summary.score!, 9)
    // Findings stand deal by deal.
    if (sheet !== 'Findings') expect(values).toEqual([...values].sort((a, b) => Number(b) - Number(a)))
  })

  it('adds up with findings about the pipeline as a whole, which have no deal', async () => {
    const analysis = aReview([aDeal({owner: null})], {
      rules: {
        rules: {'missing-owner': 'on', 'coverage-below-target': {quota: 1e9}},
        score: {portfolio: true},
      },
    })
    for (const sheet of ['Rules', 'Findings'])
      expect(sum((await column(analysis, sheet, 'Points lost')).values)).toBeCloseTo(
        100 - analysis.summary.score!,
        9,
      )
    expect((await column(analysis, 'Findings', 'Deal')).values[0]).toBe('the pipeline as a whole')
    expect((await column(analysis, 'Findings', 'Deal ID')).values[0]).toBeNull()
  })

  it('holds numbers and days, not texts of them', async () => {
    const amounts = (await column(sample, 'Deals', 'Amount')).values
    const days = (await column(sample, 'Deals', 'Close date')).values
    expect(amounts.filter(value => value !== null).every(value => typeof value === 'number')).toBe(true)
    expect(days.filter(value => value !== null).every(value => value instanceof Date)).toBe(true)
  })

  it.each([
    ['=1+1', '=1+1'],
    ['=HYPERLINK("http://evil.example","x")', '=HYPERLINK("http://evil.example","x")'],
    ['+SUM(A1)', '+SUM(A1)'],
    ['@cmd', '@cmd'],
    ["-2+3+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"],
    ['<t>&amp;</t>', '<t>&amp;</t>'],
    ['a\u0000b\u001bc', 'a\ufffdb\ufffdc'],
    ['half \ud800', 'half \ufffd'],
    ['Ōsaka 🚀', 'Ōsaka 🚀'],
    ['x'.repeat(32_767), 'x'.repeat(32_767)],
    ['x'.repeat(32_768), `${'x'.repeat(32_766)}…`],
  ])('keeps a text a text: %.40s', async (name, shown) => {
    const review = aReview([aDeal({name, owner: name, closeDate: '2025-03-01'})])
    const {Deals} = await written(review, name)
    expect(Deals!.rows[1]!.slice(1, 4)).toEqual([shown, expect.anything(), shown])
    expect([...(Deals!.cells?.values() ?? [])].filter(cell => cell.formula !== undefined)).toEqual([])
  })

  it.each([
    ['https://crm.example/d1?a=1&b=2', true],
    ['http://crm.example/d1', false],
    ['javascript:alert(1)', false],
    [`https://crm.example/${'a'.repeat(1980)}`, true],
    [`https://crm.example/${'a'.repeat(1981)}`, false],
  ])('links a deal over https alone, by what a cell can hold: %.40s', async (url, isLinked) => {
    const review = aReview([aDeal({url, closeDate: '2025-03-01'})])
    for (const sheet of ['Deals', 'Findings'])
      expect((await column(review, sheet, 'Deal')).links[0]).toBe(isLinked ? url : null)
  })

  it.each([
    [100_000, false],
    [100_001, true],
  ])('says of %d deals what is left out', async (dealsAnalyzed, isTold) => {
    const {Summary} = await written({...sample, summary: {...sample.summary, dealsAnalyzed}})
    const told = Summary!.rows.some(([, value]) =>
      String(value).startsWith('the sheet Deals has the first 100000'),
    )
    expect(told).toBe(isTold)
  })

  it('is made of a review without deals', async () => {
    const {Deals, Findings} = await written(anAnalysis({deals: [], summary: {changes: null}}))
    expect([Deals!.rows.length, Findings!.rows.length]).toEqual([1, 1])
  })
})
