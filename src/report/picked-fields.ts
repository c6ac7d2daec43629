/** Names that lead from a document, or from a row of one, to what is wanted: `review.score`. */
export type FieldPath = readonly string[]

/** What is wanted of an object, in that order; null for all of it. */
type Wanted = ReadonlyMap<string, Wanted> | null

/** The same document with nothing but these fields; of a list, each element is so. What is not there is left out. */
export function picked(value: unknown, paths: readonly FieldPath[]): unknown {
  return pickedBy(value, wantedOf(paths))
}

/** A line of tab-separated values for each row. A path that leads into the list `within` has a value for each of its elements. */
export function* tabLines(
  value: unknown,
  paths: readonly FieldPath[],
  within: FieldPath | null,
): Iterable<string> {
  const list = within && valueAt(value, within)
  if (!isList(list)) yield tabLine(paths.map(path => valueAt(value, path)))
  else {
    const places = paths.map(path => (isInside(path, within!) ? path.slice(within!.length) : null))
    const same = paths.map((path, index) => (places[index] === null ? valueAt(value, path) : null))
    for (const row of list)
      yield tabLine(places.map((place, index) => (place === null ? same[index] : valueAt(row, place))))
  }
}

function isInside(path: FieldPath, list: FieldPath): boolean {
  return path.length > list.length && list.every((name, index) => path[index] === name)
}

function wantedOf(paths: readonly FieldPath[]): Wanted {
  const names = [...new Set(paths.map(([name]) => name!))]
  return new Map(
    names.map(name => {
      const rests = paths.filter(([first]) => first === name).map(path => path.slice(1))
      return [name, rests.some(rest => rest.length === 0) ? null : wantedOf(rests)]
    }),
  )
}

function pickedBy(value: unknown, wanted: Wanted): unknown {
  if (isList(value)) return Array.from(value, element => pickedBy(element, wanted))
  if (wanted === null || typeof value !== 'object' || value === null) return value
  const own = value as Readonly<Record<string, unknown>>
  const there = [...wanted].filter(([name]) => Object.hasOwn(own, name) && own[name] !== undefined)
  return Object.fromEntries(there.map(([name, inside]) => [name, pickedBy(own[name], inside)]))
}

function valueAt(value: unknown, [name, ...rest]: FieldPath): unknown {
  if (name === undefined || value === null || value === undefined) return value
  if (isList(value)) return Array.from(value, element => valueAt(element, [name, ...rest]) ?? null)
  if (typeof value !== 'object' || !Object.hasOwn(value, name)) return null
  return valueAt((value as Readonly<Record<string, unknown>>)[name], rest)
}

/** A list of a report may be one that is made while it is read. */
function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function tabLine(values: readonly unknown[]): string {
  return `${values.map(tabCell).join('\t')}\n`
}

/** Null is empty; lists and objects are JSON. Whatever a text holds, a row stays one line, and a value in its column. */
function tabCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return escaped(String(value))
  return escaped(JSON.stringify(isList(value) ? [...value] : value))
}

const escapes: Readonly<Record<string, string>> = {'\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r'}

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, character => escapes[character]!)
}
