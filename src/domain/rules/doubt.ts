/** What a schema allows of a rule's options and a person hardly means: `rules lint` tells it. */
export type Doubt = {
  /** From the options on. */
  path: readonly PropertyKey[]
  /** With an error, reviews with such options fail. */
  level: 'error' | 'warning'
  message: string
  hint: string
}

/**
 * Doubts a first threshold above the second, so that one of the two steps never comes. An error where both were written; a warning
 * where one is the default, which whoever set the other may not know.
 */
export function inOrder<First extends string, Second extends string>(first: First, second: Second) {
  return (
    options: Readonly<Record<First | Second, number>>,
    given: Readonly<Record<string, unknown>>,
  ): readonly Doubt[] => {
    if (options[first] <= options[second]) return []
    const text = (name: First | Second) =>
      `${name} = ${options[name]}${name in given ? '' : ' (the default)'}`
    const message = `${text(first)} is more than ${text(second)}`
    const [written, other] = first in given ? [first, second] : [second, first]
    if (other in given)
      return [{path: [written], level: 'error', message, hint: `exchange ${first} and ${second}`}]
    const hint = `set ${other} as well, e.g. ${other}: ${options[written]}`
    return [{path: [written], level: 'warning', message, hint}]
  }
}
