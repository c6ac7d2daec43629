const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl']

/** Written by Excel in German, and by nobody else. */
const others: readonly (readonly [string, number])[] = [['mrz', 3]]

let months: ReadonlyMap<string, number> | null = null

/**
 * The month of a full or abbreviated name in one of the languages; 0 for none, and for one that is another month in another
 * language. Case and accents do not matter.
 */
export function monthOfAnyLanguage(name: string): number {
  // Made when the first such name is met: most files have none.
  months ??= new Map(
    [...monthsByName()].flatMap(([known, found]) => (found.size === 1 ? [[known, [...found][0]!]] : [])),
  )
  return months.get(plain(name)) ?? 0
}

/** The months that each name stands for. */
export function monthsByName(): ReadonlyMap<string, ReadonlySet<number>> {
  const byName = new Map<string, Set<number>>()
  const add = (name: string, month: number) => byName.set(name, (byName.get(name) ?? new Set()).add(month))
  for (const language of languages) {
    for (const format of monthFormats(language)) {
      for (let month = 1; month <= 12; month++) {
        const parts = format.formatToParts(Date.UTC(2026, month - 1, 1))
        add(plain(parts.find(({type}) => type === 'month')!.value), month)
      }
    }
  }
  for (const [name, month] of others) add(name, month)
  return byName
}

/** Names differ beside a day: German has `Mär` alone and `3. März` with it. */
function monthFormats(language: string): Intl.DateTimeFormat[] {
  return (['long', 'short'] as const).flatMap(month => [
    new Intl.DateTimeFormat(language, {month, timeZone: 'UTC'}),
    new Intl.DateTimeFormat(language, {month, day: 'numeric', year: 'numeric', timeZone: 'UTC'}),
  ])
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase()
}
