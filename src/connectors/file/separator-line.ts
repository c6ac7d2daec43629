// Excel takes a first line `sep=;` for the separator of the lines that follow, and writes it where its own is not the comma. Saved
// once more by a program that knows nothing of it, the line is filled up with separators.

/** The separator that a text names in its first line; null when it names none, or one that no file of deals has. */
export function namedSeparator(text: string): string | null {
  return (
    /^\ufeff?(?:sep=([,;\t|])\1*|"sep=([,;\t|])")[ \t]*(?:\r|\n|$)/i.exec(text)?.slice(1).find(Boolean) ??
    null
  )
}

/** True for such a line, cut into fields at the separator that it names or at another. */
export function isSeparatorLine(fields: readonly string[]): boolean {
  const [first, ...others] = fields
  if (first === undefined || others.some(field => field.trim() !== '')) return false
  return others.length === 0 ? /^sep=[,;\t|]$/i.test(first.trim()) : /^sep=$/i.test(first)
}
