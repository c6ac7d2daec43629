const separatorLine = /^\ufeff?(?:sep=([,;\t|])\1*|"sep=([,;\t|])")[ \t]*(?:\r|\n|$)/i

/**
 * The separator that a text names in its first line; null when it names none, or one that no file of deals has. Excel takes such
 * a line, `sep=;`, for the separator of those that follow, and writes it where its own is not the comma. Saved once more by a
 * program that knows nothing of it, the line is filled up with separators.
 */
export function namedSeparator(text: string): string | null {
  const [, bare, quoted] = separatorLine.exec(text) ?? []
  return bare ?? quoted ?? null
}
