import {createHash} from 'node:crypto'

/** Of the part that tells the review; a whole name has room for 255 on most file systems. */
const longestNameBytes = 120

type ReportFile = {
  reviewName: string
  runId: string
  /** When the run was completed. */
  at: Date
  extension: string
  isSample: boolean
}

/**
 * `weekly-2026-11-16T0900Z-1f0c2a44.html`, with the start of the run's id: the same for each attempt of a delivery, another for each run.
 * Behind the date no name is one that Windows keeps for itself.
 */
export function reportFileName({reviewName, runId, at, extension, isSample}: ReportFile): string {
  const minute = at.toISOString().slice(0, 16).replace(':', '')
  const id = isSample ? 'sample' : runId.replace(/[^0-9a-f]/gi, '').slice(0, 8)
  return `${fileNamePart(reviewName)}-${minute}Z-${id}.${extension}`
}

/** Of these names, those that this review's runs have in a folder, the newest first; samples are not among them. */
export function filesOfReview(
  names: readonly string[],
  {reviewName, extension}: Pick<ReportFile, 'reviewName' | 'extension'>,
): string[] {
  const start = fileNamePart(reviewName)
  // A Mac gives names back in another form of Unicode.
  const rest = (name: string) => name.normalize('NFC').slice(start.length)
  const made = /^-\d{4}-\d\d-\d\dT\d{4}Z-[0-9a-f]{8}\.(\w+)$/
  return names
    .filter(name => name.normalize('NFC').startsWith(start) && made.exec(rest(name))?.[1] === extension)
    .sort((a, b) => (rest(a) < rest(b) ? 1 : -1))
}

/**
 * Letters, digits and "-" stay, and a space becomes "_". What cannot be told by these gets a hash of the whole name: the files of two reviews are
 * never taken for each other's, since those of one are removed when it has too many.
 */
function fileNamePart(reviewName: string): string {
  const name = reviewName.normalize('NFC')
  const plain = name.replace(/[^\p{L}\p{M}\p{N}-]+/gu, '_')
  const cut = firstBytes(plain, longestNameBytes)
  const isExact = /^[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]| (?! ))*$/u.test(name) && cut === plain
  return isExact ? cut : `${cut}~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

function firstBytes(text: string, most: number): string {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > most) break
    kept += character
  }
  return kept
}
