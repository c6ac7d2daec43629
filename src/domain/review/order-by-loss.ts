/** What the order of a report goes by; all columns and `rows` are addressed by the same index. */
export type LossOrder = {
  pointsLost: Float64Array
  /** NaN (no amount) comes last. */
  amounts: Float64Array
  /** Compares the ids of two deals; the last resort, so that equal input gives equal reports. */
  compareIds(a: number, b: number): number
}

/**
 * Indexes of the deals, those that cost most points first, then by amount, then by id. Sorting a million rows with a
 * comparison function takes seconds; sorting 64-bit numbers takes a tenth, so the comparison is left to real ties.
 */
export function orderByLoss(order: LossOrder): Uint32Array {
  const {pointsLost, amounts} = order
  const indexes = Uint32Array.from(pointsLost.keys())
  const exact = (a: number, b: number) =>
    pointsLost[b]! - pointsLost[a]! || compareAmounts(amounts[a]!, amounts[b]!) || order.compareIds(a, b)
  sortDescending(indexes, pointsLost)
  forEachTie(indexes, pointsLost, tied => {
    // Single precision ties are not always equal; those that are, as all healthy deals, are many.
    const first = pointsLost[tied[0]!]
    if (!tied.every(index => pointsLost[index] === first)) return tied.sort(exact)
    sortDescending(tied, amounts)
    return forEachTie(tied, amounts, same => same.sort(exact))
  })
  return indexes
}

function compareAmounts(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return b - a || 0
}

/** Sorts in place by a key of single precision: key and index share a 64-bit number (little-endian, as every Node is). */
function sortDescending(indexes: Uint32Array, column: Float64Array): void {
  const keys = new BigUint64Array(indexes.length)
  const words = new Uint32Array(keys.buffer)
  for (let place = 0; place < indexes.length; place++) {
    words[2 * place] = indexes[place]!
    words[2 * place + 1] = descendingKey(column[indexes[place]!]!)
  }
  keys.sort()
  for (let place = 0; place < indexes.length; place++) indexes[place] = words[2 * place]!
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

/** Calls `visit` with every run of two or more places whose keys are equal; a view, to be sorted in place. */
function forEachTie(indexes: Uint32Array, column: Float64Array, visit: (tied: Uint32Array) => void): void {
  let from = 0
  for (let to = 1; to <= indexes.length; to++) {
    const isTied =
      to < indexes.length && descendingKey(column[indexes[to]!]!) === descendingKey(column[indexes[from]!]!)
    if (isTied) continue
    if (to - from > 1) visit(indexes.subarray(from, to))
    from = to
  }
}
