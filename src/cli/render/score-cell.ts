import type {RunStatus} from '../../domain/run/run.js'
import {bandOf} from '../../domain/score/health-score.js'
import type {Paint} from '../../report/paint.js'
import {shownScore} from '../../report/shown-numbers.js'
import type {Cell} from './table.js'

/** A score with the colour of its band; the state where there is no score. */
export function scoreCell(score: number | null, status: RunStatus | null, paint: Paint): Cell {
  if (score !== null) return {text: shownScore(score, null), paint: paint[bandOf(score)]}
  if (status === 'failed') return {text: 'failed', paint: paint.red}
  return status === 'completed' ? 'no score' : ''
}
