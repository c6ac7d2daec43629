/** The median of one number or more, none of them NaN; reorders them. Looks for the middle only: sorting takes ten times as long. */
export function medianOf(values: Float64Array): number {
  const middle = values.length >> 1
  moveIntoPlace(values, middle)
  const upper = values[middle]!
  if (values.length % 2 === 1) return upper
  let lower = values[0]!
  for (let at = 1; at < middle; at++) if (values[at]! > lower) lower = values[at]!
  // Halves first: the sum of the two may be too large for a number.
  return lower / 2 + upper / 2
}

/** Hoare's selection: afterwards nothing before `place` is larger than the number there, and nothing behind it smaller. */
function moveIntoPlace(values: Float64Array, place: number): void {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = middleOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!)
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! < pivot) left++
      while (values[right]! > pivot) right--
      if (left > right) break
      const value = values[left]!
      values[left++] = values[right]!
      values[right--] = value
    }
    if (place <= right) high = right
    else if (place >= left) low = left
    else return
  }
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
