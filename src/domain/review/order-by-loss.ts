import {sortByKey} from './sort-by-key.js'

/** What the order of a report goes by; all columns and `rows` are addressed by the same index. */
type LossOrder = {
  pointsLost: Float64Array
  /** NaN (no amount) comes last. */
  amounts: Float64Array
  /** Compares the ids of two deals; the last resort, so that equal input gives equal reports. */
  compareIds(a: number, b: number): number
}

/**
 * Indexes of the deals, those that cost most points first, then by amount, then by id. Sorting a million rows with a
 * comparison function takes seconds; sorting by keys takes a twentieth, so the comparison is left to real ties.
 */
export function orderByLoss(order: LossOrder): Uint32Array {
  const {pointsLost, amounts} = order
  const indexes = new Uint32Array(pointsLost.length)
  for (let index = 0; index < indexes.length; index++) indexes[index] = index
  const exact = (a: number, b: number) =>
    pointsLost[b]! - pointsLost[a]! || compareAmounts(amounts[a]!, amounts[b]!) || order.compareIds(a, b)
  sortDescending(indexes, pointsLost)
  forEachTie(indexes, pointsLost, (from, to) => {
    // Most ties are short; single precision ties are not always equal, and those that are, as all healthy deals, are many.
    const first = pointsLost[indexes[from]!]
    const tied = to - from > shortRun ? indexes.subarray(from, to) : null
    if (!tied || !areAll(first, tied, pointsLost)) return sortRun(indexes, {from, to}, exact)
    sortDescending(tied, amounts)
    return forEachTie(tied, amounts, (start, end) => sortRun(tied, {from: start, to: end}, exact))
  })
  return indexes
}

function areAll(value: number | undefined, indexes: Uint32Array, column: Float64Array): boolean {
  for (let place = 0; place < indexes.length; place++) if (column[indexes[place]!] !== value) return false
  return true
}

const shortRun = 16

/** Sorts a part of the indexes; a short one by insertion, which needs no view of it. */
function sortRun(
  indexes: Uint32Array,
  {from, to}: {from: number; to: number},
  compare: (a: number, b: number) => number,
): void {
  if (to - from > shortRun) {
    // Ties stand in the order of arrival, and most sources write their ids in order.
    if (!isSorted(indexes, {from, to}, compare)) indexes.subarray(from, to).sort(compare)
    return
  }
  for (let next = from + 1; next < to; next++) {
    const moved = indexes[next]!
    let place = next
    for (; place > from && compare(indexes[place - 1]!, moved) > 0; place--)
      indexes[place] = indexes[place - 1]!
    indexes[place] = moved
  }
}

function compareAmounts(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return b - a || 0
}

function isSorted(
  indexes: Uint32Array,
  {from, to}: {from: number; to: number},
  compare: (a: number, b: number) => number,
): boolean {
  for (let place = from + 1; place < to; place++) {
    if (compare(indexes[place - 1]!, indexes[place]!) > 0) return false
  }
  return true
}

/** Sorts in place by the column in single precision; equal ones keep their order. */
function sortDescending(indexes: Uint32Array, column: Float64Array): void {
  const keys = new Uint32Array(indexes.length)
  for (let place = 0; place < indexes.length; place++) keys[place] = descendingKey(column[indexes[place]!]!)
  sortByKey(indexes, keys)
}

const single = new Float32Array(1)
const singleBits = new Uint32Array(single.buffer)

/** The bits of a float, turned so that the largest number has the smallest key; NaN has the largest. */
function descendingKey(value: number): number {
  if (Number.isNaN(value)) return 0xffffffff
  // Adding 0 makes -0 and 0 one key.
  single[0] = value + 0
  const bits = singleBits[0]!
  return bits >>> 31 === 1 ? bits : ~(bits | 0x80000000) >>> 0
}

/** Calls `visit` with every run (from, to) of two or more places whose keys are equal. */
function forEachTie(
  indexes: Uint32Array,
  column: Float64Array,
  visit: (from: number, to: number) => void,
): void {
  if (indexes.length === 0) return
  let from = 0
  let key = descendingKey(column[indexes[0]!]!)
  for (let to = 1; to <= indexes.length; to++) {
    const next = to < indexes.length ? descendingKey(column[indexes[to]!]!) : -1
    if (next === key) continue
    if (to - from > 1) visit(from, to)
    from = to
    key = next
  }
}
