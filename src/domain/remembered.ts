/** Calls `make` once for each key, of which at most so many are kept; what it throws is thrown each time. */
export function remembered<Value extends NonNullable<unknown>>(
  make: (key: string) => Value,
  mostKept = Number.POSITIVE_INFINITY,
): (key: string) => Value {
  const known = new Map<string, Value>()
  return key => {
    const found = known.get(key) ?? make(key)
    if (known.size < mostKept) known.set(key, found)
    return found
  }
}
