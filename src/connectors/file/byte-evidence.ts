import {RevschedError} from '../../domain/errors.js'

/** What the bytes above ASCII of a file say about its encoding. */
type ByteEvidence = {
  /** Letters in valid UTF-8 of several bytes; a byte order mark counts as one. */
  letters: number
  /** Bytes that are in no such letter. */
  badBytes: number
  firstBad: {byte: number; line: number} | null
  hasMark: boolean
}

/** Valid UTF-8 of several bytes, in a text that has a character for each byte. */
const letter =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/g

/** One that may go on in the next chunk. */
const openLetter = /[\xc2-\xf4][\x80-\xbf]{0,2}$/

/** Of Windows-1252, at most one byte in so many looks like UTF-8 by chance, as `É` before a no-break space does. */
const bytesPerChance = 10

/** Counts through the whole file: the part before the first bad byte may be too short to judge by. */
export async function byteEvidence(chunks: AsyncIterable<Buffer>): Promise<ByteEvidence> {
  const evidence: ByteEvidence = {letters: 0, badBytes: 0, firstBad: null, hasMark: false}
  let lines = 1
  let rest = ''
  let isFirst = true
  const weigh = (text: string) => {
    const others = text.replace(letter, () => {
      evidence.letters++
      return ''
    })
    const bad = others.match(/[\x80-\xff]/g) ?? []
    evidence.badBytes += bad.length
    if (evidence.firstBad) return
    const before = bad[0] === undefined ? others : others.slice(0, others.indexOf(bad[0]))
    lines += before.split('\n').length - 1
    if (bad[0] !== undefined) evidence.firstBad = {byte: bad[0].charCodeAt(0), line: lines}
  }
  for await (const chunk of chunks) {
    const text = rest + chunk.toString('latin1')
    if (isFirst) evidence.hasMark = text.startsWith('\xef\xbb\xbf')
    isFirst = false
    rest = openLetter.exec(text)?.[0] ?? ''
    weigh(text.slice(0, text.length - rest.length))
  }
  weigh(rest)
  return evidence
}

/** True where so few letters are UTF-8 that they are so by chance; a byte order mark is not. */
export function isLatin1({letters, badBytes, hasMark}: ByteEvidence): boolean {
  return !hasMark && letters * bytesPerChance <= badBytes
}

export function damagedUtf8({firstBad, badBytes}: ByteEvidence): RevschedError {
  const where = firstBad
    ? `: byte ${firstBad.byte.toString(16).toUpperCase()} in line ${firstBad.line}${badBytes > 1 ? `, and ${badBytes - 1} more` : ''}`
    : ''
  return new RevschedError('source-failed', `the file is not valid UTF-8, or cut off${where}`, {
    hint: 'mend that line or export the file again; where it is all Latin-1, give --encoding latin1',
  })
}
