/** The words of a line as a shell reads them; the last is being typed, with what stands before it in an open quote. */
export type ShellLine = {words: string[]; openQuote: '"' | "'" | null; lastStart: number}

/** Reads quotes and backslashes as bash, zsh and fish do, and nothing else that a shell knows. */
export function shellLine(line: string): ShellLine {
  const words: string[] = []
  let word: string | null = null
  let openQuote: ShellLine['openQuote'] = null
  let lastStart = 0
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    const isBlank = openQuote === null && (character === ' ' || character === '\t')
    if (isBlank) {
      if (word !== null) words.push(word)
      word = null
      lastStart = at + 1
    } else if (openQuote === null && (character === '"' || character === "'")) {
      openQuote = character
      word ??= ''
    } else if (character === openQuote) openQuote = null
    else if (character === '\\' && openQuote !== "'" && at + 1 < line.length)
      word = (word ?? '') + line[++at]!
    else word = (word ?? '') + character
  }
  return {words: [...words, word ?? ''], openQuote, lastStart}
}

/** A value as bash takes it in the place where the cursor stands. */
export function bashWord(value: string, openQuote: ShellLine['openQuote']): string {
  if (openQuote === "'") return value.replaceAll("'", String.raw`'\''`)
  if (openQuote === '"') return value.replace(/["$`\\!]/g, String.raw`\$&`)
  return value.replace(/[^\w@%+=:,./-]/g, String.raw`\$&`)
}
