import {distance} from 'fastest-levenshtein'
import {RevschedError} from './errors.js'

/** Shorter starts of an id could be mistyped names. */
export const shortestPrefix = 4

/** Finds what a user means by a name, an id, or an unambiguous start of an id; `kind` and `listCommand` are for the error. */
export function resolveRef<Item extends {id: string; name: string}>(
  items: readonly Item[],
  ref: string,
  {kind, listCommand}: {kind: string; listCommand: string},
): Item {
  const exact = items.find(item => item.name === ref) ?? items.find(item => item.id === ref)
  if (exact) return exact
  const starting = ref === '' ? [] : items.filter(item => item.id.startsWith(ref))
  const candidates = starting.slice(0, 5).map(item => `${item.id.slice(0, 13)} (${item.name})`)
  if (starting.length > 0 && ref.length < shortestPrefix) {
    throw new RevschedError(
      'not-found',
      `there is no ${kind} called "${ref}", and a start of an id needs at least ${shortestPrefix} characters`,
      {hint: `give more of the id: ${candidates.join(', ')}`},
    )
  }
  if (starting.length === 1) return starting[0]!
  if (starting.length > 1) {
    throw new RevschedError(
      'conflict',
      `"${ref}" is the start of ${starting.length} ids: ${candidates.join(', ')}`,
      {
        hint: 'give more of the id, or the name',
      },
    )
  }
  throw new RevschedError('not-found', `there is no ${kind} called "${ref}"`, {
    hint:
      didYouMean(
        ref,
        items.map(item => item.name),
      ) ?? `${listCommand} shows them all`,
  })
}

/** `did you mean "weekly"?` for the nearest names, null when none is near. */
export function didYouMean(given: string, names: readonly string[]): string | null {
  const near = names
    .map(name => ({name, edits: editsBetween(given.toLowerCase(), name.toLowerCase())}))
    .filter(({name, edits}) => isNear(edits, Math.max(given.length, name.length)))
    .sort((a, b) => a.edits - b.edits)
  // Beside one that is a slip away, others that only look alike are no help.
  const meant = near.filter(({edits}) => edits <= 2 * Math.max(1, near[0]!.edits)).slice(0, 3)
  return meant.length > 0 ? `did you mean ${meant.map(({name}) => `"${name}"`).join(' or ')}?` : null
}

/** Two neighbouring letters that changed places are one slip, not two. */
function editsBetween(given: string, name: string): number {
  const first = [...given].findIndex((letter, index) => letter !== name[index])
  const swapped = given.slice(0, first) + (given[first + 1] ?? '') + given[first] + given.slice(first + 2)
  return first >= 0 && swapped === name ? 1 : distance(given, name)
}

/** A third of the longer text may differ, or one character, but not all of it. */
function isNear(edits: number, length: number): boolean {
  return edits < length && edits <= Math.max(1, Math.floor(length / 3))
}
