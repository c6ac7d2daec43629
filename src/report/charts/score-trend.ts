import type {RunTrends} from '../../domain/ports/store.js'
import {bands} from '../../domain/score/health-score.js'
import {count} from '../amounts.js'
import type {Locale} from '../intl-text.js'
import {shownScore} from '../shown-numbers.js'
import {px, svg, svgLine, svgText} from './svg.js'

const size = {width: 420, height: 128}
const plot = {left: 30, right: 384, top: 12, bottom: 108}

/** Fewer are no line. */
const leastRuns = 2

/** `run`: its place among the runs. */
type Point = {x: number; y: number; score: number; run: number}

/** The scores of the last reviews; the line is broken where a review has none, and where the rules were changed. Empty for a single one. */
export function scoreTrend(trends: RunTrends, locale: Locale): string {
  const points = pointsOf(trends)
  const last = points[points.length - 1]
  if (points.length < leastRuns || !last) return ''
  const breaks = trends.flatMap((run, index) =>
    run.isUnderOtherRules ? [xOf(index - 0.5, trends.length)] : [],
  )
  const scores = points.map(({score}) => shownScore(score, locale)).join(', ')
  return svg(size, `Health scores of the last ${count(trends.length, locale)} reviews: ${scores}`, [
    ...[0, bands.yellow, bands.green, 100].map(score => gridLine(score, locale)),
    ...breaks.map(x => svgLine({x, y: plot.top}, {x, y: plot.bottom}, 'break')),
    ...(breaks.length > 0
      ? [svgText('┆ rules changed', {x: plot.left, y: size.height - 4, className: 'small'})]
      : []),
    ...segments(points, trends).map(lineOf),
    ...points.map(({x, y}) => `<circle class="dot" cx="${px(x)}" cy="${px(y)}" r="3"/>`),
    svgText(shownScore(last.score, locale), {x: last.x + 6, y: last.y + 4}),
  ])
}

function pointsOf(trends: RunTrends): Point[] {
  return trends.flatMap(({healthScore: score}, run) =>
    score === null ? [] : [{x: xOf(run, trends.length), y: yOf(score), score, run}],
  )
}

/** Points in a row that may be compared. */
function segments(points: readonly Point[], trends: RunTrends): Point[][] {
  const found: Point[][] = []
  let before: number | null = null
  for (const point of points) {
    const isNext = before === point.run - 1 && !trends[point.run]!.isUnderOtherRules
    if (isNext) found[found.length - 1]!.push(point)
    else found.push([point])
    before = point.run
  }
  return found
}

function lineOf(points: readonly Point[]): string {
  if (points.length < 2) return ''
  return `<polyline class="line" points="${points.map(({x, y}) => `${px(x)},${px(y)}`).join(' ')}"/>`
}

function gridLine(score: number, locale: Locale): string {
  const y = yOf(score)
  return (
    svgLine({x: plot.left, y}, {x: plot.right, y}, 'grid') +
    svgText(count(score, locale), {x: plot.left - 6, y: y + 4, anchor: 'end', className: 'small'})
  )
}

function xOf(index: number, runs: number): number {
  return plot.left + 8 + ((plot.right - plot.left - 16) * index) / Math.max(1, runs - 1)
}

function yOf(score: number): number {
  return plot.bottom - ((plot.bottom - plot.top) * score) / 100
}
