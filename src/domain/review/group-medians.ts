import {medianOf} from '../score/median.js'

/** Of numbers in groups, by group: how many there are, and their median (NaN where there are none). */
export type GroupMedians = {sizes: Uint32Array; medians: Float64Array}

/** `visitAll` gives each number and its group, below `groups`; it is called twice, and must give the same both times. */
export function groupMedians(
  groups: number,
  visitAll: (visit: (group: number, value: number) => void) => void,
): GroupMedians {
  const sizes = new Uint32Array(groups)
  visitAll(group => {
    sizes[group]!++
  })
  const starts = new Uint32Array(groups + 1)
  for (let group = 0; group < groups; group++) starts[group + 1] = starts[group]! + sizes[group]!
  const values = new Float64Array(starts[groups]!)
  const next = starts.slice()
  visitAll((group, value) => {
    values[next[group]!++] = value
  })
  const medians = new Float64Array(groups).fill(Number.NaN)
  for (let group = 0; group < groups; group++)
    if (sizes[group]! > 0) medians[group] = medianOf(values.subarray(starts[group]!, starts[group + 1]!))
  return {sizes, medians}
}
