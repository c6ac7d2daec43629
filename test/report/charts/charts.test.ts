import {describe, expect, it} from 'vitest'
import type {RunTrends} from '../../../src/domain/ports/store.js'
import type {Changes} from '../../../src/domain/review/analysis.js'
import {barRows} from '../../../src/report/charts/bar-rows.js'
import {lossByOwner, lossByRule} from '../../../src/report/charts/loss-bars.js'
import {scoreGauge} from '../../../src/report/charts/score-gauge.js'
import {scoreTrend} from '../../../src/report/charts/score-trend.js'
import {waterfallChart} from '../../../src/report/charts/waterfall-chart.js'
import {anAnalysis} from '../../support/an-analysis.js'

const labelOf = (chart: string) => /aria-label="([^"]*)"/.exec(chart)?.[1]
const count = (chart: string, what: string) => chart.split(what).length - 1

/** Start and width of each bar, in pixels. */
const barsOf = (chart: string) =>
  [...chart.matchAll(/<rect class="[^"]*" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(
    ([, x, width]) => [Number(x), Number(width)] as const,
  )

describe('the gauge of the score', () => {
  it.each([
    [null, 'No score', null],
    [0, 'Health score 0 of 100, red', null],
    [50, 'Health score 50 of 100, red', '110 28'],
    [59.97, 'Health score 59 of 100, red', null],
    [60, 'Health score 60 of 100, yellow', null],
    [80, 'Health score 80 of 100, green', null],
    [100, 'Health score 100 of 100, green', '190 108'],
  ])('of %s says "%s"', (score, label, end) => {
    const chart = scoreGauge(score, null)
    expect(labelOf(chart)).toBe(label)
    const value = /<path class="value \w+" d="M30 108A80 80 0 0 1 ([\d. ]+)"/.exec(chart)
    expect(value !== null).toBe(score !== null && score > 0)
    if (end !== null) expect(value?.[1]).toBe(end)
  })
})

const run = (healthScore: number | null, isUnderOtherRules = false): RunTrends[number] => ({
  runId: 'r',
  healthScore,
  isUnderOtherRules,
  failureRates: {},
})

describe('the trend of the score', () => {
  it.each([
    {of: 'one review', runs: [run(50)], lines: 0, dots: 0, breaks: 0},
    {of: 'none with a score', runs: [run(null), run(null)], lines: 0, dots: 0, breaks: 0},
    {of: 'two', runs: [run(0), run(100)], lines: 1, dots: 2, breaks: 0},
    {of: 'a gap', runs: [run(1), run(2), run(null), run(3), run(4)], lines: 2, dots: 4, breaks: 0},
    {of: 'one between gaps', runs: [run(1), run(null), run(3)], lines: 0, dots: 2, breaks: 0},
    {of: 'other rules', runs: [run(1), run(2), run(3, true), run(4)], lines: 2, dots: 4, breaks: 1},
  ])('of $of', ({runs, lines, dots, breaks}) => {
    const chart = scoreTrend(runs, null)
    expect(count(chart, '<polyline')).toBe(lines)
    expect(count(chart, '<circle')).toBe(dots)
    expect(count(chart, 'class="break"')).toBe(breaks)
    expect(chart.includes('rules changed')).toBe(breaks > 0)
  })

  it('says its scores', () => {
    expect(labelOf(scoreTrend([run(40.4), run(59.97), run(80)], null))).toBe(
      'Health scores of the last 3 reviews: 40, 59, 80',
    )
  })
})

describe('bars', () => {
  const bar = {label: 'one', from: 0, to: 1, shown: '1', className: 'bar'}

  it('are not drawn where all is 0', () => {
    expect(barRows('Title', [])).toBe('')
    expect(barRows('Title', [{...bar, to: 0}])).toBe('')
  })

  it('share one scale, and are seen however small', () => {
    const rows = [bar, {...bar, to: 2}, {...bar, to: 1e-9}]
    expect(barsOf(barRows('Title', rows))).toEqual([
      [180, 145],
      [180, 290],
      [180, 1],
    ])
  })

  it('hold a label that is short, whole and harmless', () => {
    const chart = barRows('Title', [{...bar, label: `<b>${'🎉'.repeat(40)}`}])
    expect(chart).not.toContain('<b>')
    expect(chart).toContain(`&lt;b&gt;${'🎉'.repeat(22)}…</text>`)
  })

  it('of rules and owners are those of the tables', () => {
    const {summary} = anAnalysis()
    const found = summary.rules.filter(rule => rule.pointsLost > 0)
    expect(barsOf(lossByRule(summary, null))).toHaveLength(found.length)
    expect(barsOf(lossByOwner(summary.totals.byOwner, null)).length).toBeGreaterThan(1)
    expect(lossByOwner(summary.totals.byOwner.slice(0, 1), null)).toBe('')
  })
})

describe('the waterfall', () => {
  const changes = anAnalysis().summary.changes!

  it('begins each step where the one before it ended', () => {
    const chart = waterfallChart(changes, 'en')
    expect(labelOf(chart)).toBe(
      'Open amount since the last review: started with 250K, new +30K, pushed out 0, won -20K, lost -12K, ends with 248K',
    )
    const [start, added, pushed, won, lost, end] = barsOf(chart)
    // 250,000, then up by 30,000 and down by 20,000 from there.
    expect(added![0]).toBeCloseTo(start![0] + start![1], 1)
    expect(pushed![1]).toBe(0)
    expect(won![0] + won![1]).toBeCloseTo(added![0] + added![1], 1)
    expect(end![1]).toBeCloseTo(lost![0] - start![0], 1)
  })

  it('is not drawn where nothing is known or nothing moved', () => {
    const {all, quarter} = changes.waterfalls!
    const nothing = {deals: 0, amount: 0}
    const still = (waterfall: typeof all) => ({
      ...waterfall,
      steps: Object.fromEntries(
        Object.keys(waterfall.steps).map(step => [step, nothing]),
      ) as typeof waterfall.steps,
    })
    const unmoved: Changes = {...changes, waterfalls: {all: still(all), quarter: still(quarter)}}
    expect(waterfallChart({...changes, waterfalls: null}, 'en')).toBe('')
    expect(waterfallChart(unmoved, 'en')).toBe('')
  })
})
