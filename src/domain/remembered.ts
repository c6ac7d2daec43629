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

/**
 * Makes a value anew only where its key is another one than that of the last. What is kept stays warm as well: of a function that
 * nobody holds, V8 forgets the compiled code.
 */
export function lastRemembered<Input, Value>(
  keyOf: (input: Input) => string,
  make: (input: Input) => Value,
): (input: Input) => Value {
  let last: {key: string; value: Value} | null = null
  return input => {
    const key = keyOf(input)
    if (last?.key !== key) last = {key, value: make(input)}
    return last.value
  }
}
