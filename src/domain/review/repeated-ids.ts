/** What a person is told of rows that repeat the id of an earlier one; null where there are none. */
export function repeatedIdsText(rows: number): string | null {
  if (rows === 0) return null
  return `${rows} ${rows === 1 ? 'row repeats' : 'rows repeat'} the id of an earlier one; the last of each counts`
}
