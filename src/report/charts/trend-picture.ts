import type {RunTrends} from '../../domain/ports/store.js'
import {bands} from '../../domain/score/health-score.js'
import {count, counted} from '../amounts.js'
import type {Locale} from '../intl-text.js'
import {shownScore} from '../shown-numbers.js'
import {scoreTrend} from './score-trend.js'

/** A chart for where nothing but an image is shown. `alt` is for who does not see it, `words` say the same beside it, `legend` how it is read. */
export type Picture = {svg: string; alt: string; words: string; legend: string; width: number; height: number}

/** Of the chart, without the room that its labels have. */
const cut = {x: 26, y: 6, width: 368, height: 108}

/** One set of colours, seen on white and on black: whoever shows an image does not say what is behind it. */
const style =
  '.grid{stroke:#9aa1aa;stroke-opacity:.55}.break{stroke:#8a9099;stroke-dasharray:3 3}' +
  '.line{fill:none;stroke:#3f7ad6;stroke-width:2.5}.dot{fill:#3f7ad6}'

/**
 * The trend of the scores without its labels, which a machine without fonts would leave out anyway: `words` and `legend` have what they say. Null
 * where there is no trend yet.
 */
export function trendPicture(trends: RunTrends, locale: Locale): Picture | null {
  const chart = scoreTrend(trends, locale)
  if (chart === '') return null
  const {x, y, width, height} = cut
  const svg = chart
    .replace(/<text[^>]*>[^<]*<\/text>/g, '')
    .replace(
      /^<svg[^>]*>/,
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}"><style>${style}</style>`,
    )
  return {svg, ...wordsOf(trends, locale), width, height}
}

function wordsOf(trends: RunTrends, locale: Locale): Pick<Picture, 'alt' | 'words' | 'legend'> {
  const scores = trends.map(({healthScore}) =>
    healthScore === null ? 'none' : shownScore(healthScore, locale),
  )
  const shown = (score: number) => count(score, locale)
  const isBroken = trends.some(({isUnderOtherRules}, index) => index > 0 && isUnderOtherRules)
  return {
    alt: `Trend of the health score over ${counted(trends.length, 'review', locale)}, oldest first: ${scores.join(', ')}`,
    words: `Health score of the last ${counted(trends.length, 'review', locale)}: ${scores.join(', ')}`,
    legend:
      `Lines at ${shown(0)}, ${shown(bands.yellow)} (yellow from here), ${shown(bands.green)} (green) and ${shown(100)}.` +
      (isBroken ? ' Dashed: the rules were changed.' : ''),
  }
}
