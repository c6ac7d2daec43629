import type {Analysis} from '../../src/domain/review/analysis.js'
import {changesBetween, type Difference, dealsThatLeft} from '../../src/domain/review/changes.js'

/** What changed since `run-1`, between which and the later run there is no other. */
export function differenceOf(previous: Analysis, current: Analysis): Difference {
  const left = new Map(dealsThatLeft(current.summary).map(change => [change.dealId, change]))
  return changesBetween(previous, current, {from: 'run-1', left})
}
