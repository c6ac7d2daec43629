/** Characters; large enough to be written quickly, small enough that a million deals are never one string. */
const chunkLength = 65_536

/** Joins small pieces of a document to chunks worth a write. */
export function* inChunks(pieces: Iterable<string>): Iterable<string> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < chunkLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
