import {RevschedError} from '../domain/errors.js'

const longestName = 100

/**
 * A name for a connection or scheduled review. It is shown in tables and typed in shells, and must not be taken for a flag
 * or for a run (`latest`, `<review>@latest`).
 */
export function checkedName(kind: string, name: string): string {
  const problem = problemOf(name)
  if (!problem) return name
  throw new RevschedError('usage', `"${printable(name)}" cannot be the name of a ${kind}: it ${problem}`, {
    hint: 'use letters, digits, spaces, "-", "_" and "."',
  })
}

/** `emea`, or `emea-2` where that is taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let count = 2
  while (taken.has(`${name}-${count}`)) count++
  return `${name}-${count}`
}

function problemOf(name: string): string | null {
  if (name.trim() === '') return 'is empty'
  if (name !== name.trim()) return 'starts or ends with a space'
  if ([...name].length > longestName) return `is longer than ${longestName} characters`
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return 'holds control or invisible characters'
  if (/^-/.test(name)) return 'starts with "-"'
  if (/@/.test(name)) return 'holds "@", which names a run'
  if (name === 'latest') return 'means the newest run'
  return null
}

function printable(name: string): string {
  const escaped = name.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
  return escaped.length > 60 ? `${escaped.slice(0, 60)}…` : escaped
}

/** Finds one of them, be there ever so many. */
export function byName<Item extends {name: string}>(
  items: readonly Item[],
): (name: string) => Item | undefined {
  const known = new Map(items.map(item => [item.name, item]))
  return name => known.get(name)
}
