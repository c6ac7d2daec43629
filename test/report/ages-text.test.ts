import {describe, expect, it} from 'vitest'
import {ageRows, moreStagesText} from '../../src/report/ages-text.js'
import {stageAgesChart} from '../../src/report/charts/stage-ages.js'
import {anAnalysis} from '../support/an-analysis.js'

const age = {
  pipeline: 'Sales',
  stage: 'Legal',
  deals: 1200,
  medianDays: 12.5,
  longestDays: 1040,
  wonMedianDays: 9,
}
const summaryOf = (
  ...stageAges: (typeof age | (Omit<typeof age, 'wonMedianDays'> & {wonMedianDays: null}))[]
) => anAnalysis({summary: {stageAges}}).summary

describe('the days in a stage', () => {
  it('are told in words', () => {
    expect(ageRows(summaryOf(age), 10, null)).toEqual([
      {name: 'Legal', deals: '1,200', median: '12.5', longest: '1,040', won: '9', age},
    ])
    expect(ageRows(summaryOf({...age, wonMedianDays: null}), 10, null)[0]!.won).toBe('–')
  })

  it('name the pipeline where there are several', () => {
    const rows = ageRows(summaryOf(age, {...age, pipeline: 'Renewals'}), 10, null)
    expect(rows.map(({name}) => name)).toEqual(['Legal (Sales)', 'Legal (Renewals)'])
  })

  it.each([
    [3, null],
    [2, 'and 1 more stage'],
    [1, 'and 2 more stages'],
  ])('of 3 stages, shown %d: %s', (most, text) => {
    const three = summaryOf(age, age, age)
    expect(ageRows(three, most, null)).toHaveLength(most)
    expect(moreStagesText(three, most, null)).toBe(text)
  })

  it('are told of no review that was stored before they were counted', () =>
    expect(ageRows({}, 10, null)).toEqual([]))
})

describe('their chart', () => {
  const spoken = (chart: string) => /aria-label="([^"]*)"/.exec(chart)?.[1]

  it.each([
    ['with what won deals took', age, 'Days in stage: Legal median 12.5, longest 1,040, won 9', 1],
    ['without', {...age, wonMedianDays: null}, 'Days in stage: Legal median 12.5, longest 1,040', 0],
  ])('says them %s', (_, given, label, marks) => {
    const chart = stageAgesChart(summaryOf(given), null)
    expect(spoken(chart)).toBe(label)
    expect(chart.split('class="mark"').length - 1).toBe(marks)
    expect(chart.includes('mark: median of won deals')).toBe(marks > 0)
  })

  it.each([
    ['no stage', summaryOf()],
    ['no day', summaryOf({...age, medianDays: 0, longestDays: 0, wonMedianDays: null})],
  ])('is not drawn of %s', (_, summary) => expect(stageAgesChart(summary, null)).toBe(''))
})
