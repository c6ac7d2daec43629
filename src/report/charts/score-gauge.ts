import {bandOf, bands} from '../../domain/score/health-score.js'
import {count} from '../amounts.js'
import type {Locale} from '../intl-text.js'
import {shownScore} from '../shown-numbers.js'
import {px, svg, svgText} from './svg.js'

const size = {width: 220, height: 128}
const centre = {x: 110, y: 108}
const radius = {scale: 96, value: 80}

/** The score on half a circle, between the limits of the bands. */
export function scoreGauge(score: number | null, locale: Locale): string {
  const scale = [
    arc({from: 0, to: bands.yellow, radius: radius.scale}, 'zone red'),
    arc({from: bands.yellow, to: bands.green, radius: radius.scale}, 'zone yellow'),
    arc({from: bands.green, to: 100, radius: radius.scale}, 'zone green'),
    arc({from: 0, to: 100, radius: radius.value}, 'track'),
  ]
  if (score === null) return svg(size, 'No score', [...scale, number('–', locale)])
  const band = bandOf(score)
  const value = score > 0 ? arc({from: 0, to: score, radius: radius.value}, `value ${band}`) : ''
  return svg(size, `Health score ${shownScore(score, locale)} of ${count(100, locale)}, ${band}`, [
    ...scale,
    value,
    number(shownScore(score, locale), locale),
  ])
}

function number(text: string, locale: Locale): string {
  return (
    svgText(text, {x: centre.x, y: centre.y - 14, anchor: 'middle', className: 'big'}) +
    svgText(`of ${count(100, locale)}`, {x: centre.x, y: centre.y + 8, anchor: 'middle', className: 'small'})
  )
}

function arc(part: {from: number; to: number; radius: number}, className: string): string {
  const [start, end] = [placeOf(part.from, part.radius), placeOf(part.to, part.radius)]
  return `<path class="${className}" d="M${start}A${part.radius} ${part.radius} 0 0 1 ${end}"/>`
}

/** 0 lies on the left, 100 on the right. */
function placeOf(score: number, distance: number): string {
  const angle = Math.PI * (1 - score / 100)
  return `${px(centre.x + distance * Math.cos(angle))} ${px(centre.y - distance * Math.sin(angle))}`
}
