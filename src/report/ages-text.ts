import type {ReviewSummary} from '../domain/review/analysis.js'
import type {StageAge} from '../domain/review/stage-ages.js'
import {count, counted} from './amounts.js'
import type {Locale} from './intl-text.js'

/** A stage as a row of a table: days in words; `won` is what won deals spent there. */
export type AgeRow = {
  name: string
  deals: string
  median: string
  longest: string
  won: string
  age: StageAge
}

/** At most so many stages, which most pipelines have no more of; with several pipelines each stage names its own. */
export function ageRows(
  {stageAges = []}: Pick<ReviewSummary, 'stageAges'>,
  most: number,
  locale: Locale,
): AgeRow[] {
  const isNamed = new Set(stageAges.map(({pipeline}) => pipeline)).size > 1
  return stageAges.slice(0, most).map(age => ({
    name: isNamed ? `${age.stage} (${age.pipeline ?? 'no pipeline'})` : age.stage,
    deals: count(age.deals, locale),
    median: daysText(age.medianDays, locale),
    longest: daysText(age.longestDays, locale),
    won: age.wonMedianDays === null ? '–' : daysText(age.wonMedianDays, locale),
    age,
  }))
}

/** Whether there is anything to say of won deals: few sources have their histories. */
export function hasWonMedian({stageAges = []}: Pick<ReviewSummary, 'stageAges'>): boolean {
  return stageAges.some(({wonMedianDays}) => wonMedianDays !== null)
}

/** `and 3 more stages`; null where all are shown. */
export function moreStagesText(
  {stageAges = []}: Pick<ReviewSummary, 'stageAges'>,
  most: number,
  locale: Locale,
): string | null {
  const more = stageAges.length - most
  return more > 0 ? `and ${counted(more, 'more stage', locale)}` : null
}

/** The median of two numbers may lie between them. */
function daysText(days: number, locale: Locale): string {
  return count(Math.round(days * 10) / 10, locale)
}
