import {delimiterOf} from './csv-blocks.js'

const separatorLine =
  /^\ufeff?(?:sep=([,;\t|]|\\t)|"sep=([,;\t|]|\\t)")(?:([,;\t|])\3*)?[ \t]*(?:\r\n|\r|\n|$)/i

/**
 * The separator of a text whose first line names one; null where that names none, or one that no file of deals has. Excel takes
 * such a line, `sep=;`, for the separator of those that follow, and writes it where its own is not the comma; some programs write
 * a tab as `\t`. Saved once more by a program that knows nothing of it, the line is filled up with that program's separator, or
 * stays while the others change: then the lines tell.
 */
export function separatorByLine(text: string): string | null {
  const match = separatorLine.exec(text)
  if (!match) return null
  const written = (match[1] ?? match[2])!
  const named = written.length > 1 ? '\t' : written
  const rest = text.slice(match[0].length)
  const seen = delimiterOf(rest.slice(0, rest.lastIndexOf('\n') + 1) || rest)
  const filler = match[3] ?? named
  const [header = ''] = rest.trimStart().split(/[\r\n]/, 1)
  const isContradicted = filler !== named || !header.includes(named)
  return isContradicted && header.includes(seen) ? seen : named
}
