type Violation = {message: string}

/** More than the days of a century that one rule meets. */
const kept = 10_000

/**
 * Violations of one rule whose messages differ by whole numbers (days and limits): each is made once and given again, for most
 * deals break a rule by as much as another one does, and making a text takes ten times as long as the check.
 */
export function violations(
  message: (first: number, second: number) => string,
): (first: number, second?: number) => Violation {
  const made = new Map<number, Violation>()
  return (first, second = 0) => {
    const key = first * 65_536 + second
    const known = made.get(key)
    if (known !== undefined) return known
    const violation = {message: message(first, second)}
    if (made.size === kept) made.clear()
    made.set(key, violation)
    return violation
  }
}

/** More than the stages of any company. */
const textsKept = 1000

/** The same where the messages hold a text that many deals share, such as a stage. */
export function violationsBy(
  message: (text: string, first: number, second: number) => string,
): (text: string, first: number, second: number) => Violation {
  const made = new Map<string, (first: number, second?: number) => Violation>()
  return (text, first, second) => {
    const known = made.get(text) ?? violations((one, other) => message(text, one, other))
    if (made.size < textsKept) made.set(text, known)
    return known(first, second)
  }
}
