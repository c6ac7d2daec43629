/** The first `most` items; what comes after them is never asked for. */
export function* firstOf<Item>(items: Iterable<Item>, most: number): Iterable<Item> {
  if (most <= 0) return
  let left = most
  for (const item of items) {
    yield item
    if (--left === 0) return
  }
}
