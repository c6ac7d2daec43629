import {describe, expect, it} from 'vitest'
import {ruleTrend, trendText} from '../../src/report/headline.js'
import {sparkline} from '../../src/report/sparkline.js'

describe('a sparkline', () => {
  it.each<[values: (number | null)[], least: number, most: number, text: string]>([
    [[0, 50, 100], 0, 100, '▁▅█'],
    [[12.4, 12.5, 87.4, 87.5], 0, 100, '▁▂▇█'],
    [[-5, 105], 0, 100, '▁█'],
    [[1, null, 2], 1, 2, '▁ █'],
    [[3, 3], 3, 3, '▁▁'],
    [[], 0, 1, ''],
  ])('of %j between %d and %d is "%s"', (values, least, most, text) => {
    const points = values.map(value => ({value}))
    expect(sparkline(points, {least, most})).toBe(text)
  })
})

const run = (healthScore: number | null, rate?: number) => ({
  runId: 'r',
  healthScore,
  isUnderOtherRules: false,
  failureRates: rate === undefined ? {} : {'close-date-past': rate},
})

describe('a trend', () => {
  it('is drawn from three reviews on', () => {
    expect(trendText([run(40), run(60)], null)).toBe(null)
    expect(trendText([run(40), run(60), run(80)], null)).toBe('▄▅▇ over 3 reviews')
    expect(ruleTrend('close-date-past', [run(1, 0.1), run(1, 0.2)])).toBe(null)
  })

  it('of a rule is drawn against its own worst, and leaves a gap where the rule did not run', () => {
    expect(ruleTrend('close-date-past', [run(1, 0.05), run(1), run(1, 0.1)])).toBe('▅ █')
    expect(ruleTrend('close-date-past', [run(1, 0), run(1, 0), run(1, 0)])).toBe('▁▁▁')
  })

  it('has a mark where the rules were others', () => {
    const runs = [run(40, 0.1), {...run(60, 0.1), isUnderOtherRules: true}, run(80, 0.1)]
    expect(trendText(runs, null)).toBe('▄|▅▇ over 3 reviews (| rules changed)')
    expect(ruleTrend('close-date-past', runs)).toBe('█|██')
  })
})
