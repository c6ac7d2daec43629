import {RevschedError} from '../../domain/errors.js'
import {FieldBlock} from './field-block.js'

/** A row is refused to grow beyond this many bytes: a quote that never ends would otherwise swallow the file. */
const maxRowBytes = 4 * 1024 * 1024

/** An unfinished row may still turn out to be short enough: quotes around its fields do not count. */
const maxRestBytes = maxRowBytes + 1024 * 1024

const quote = 0x22
const space = 0x20
const lf = 0x0a
const cr = 0x0d

/**
 * Cuts UTF-8 bytes into rows and fields (RFC 4180; LF, CRLF, or CR alone where there is no LF; spaces behind a closing quote
 * are passed over). Our own, because a review has to be as fast as the parsing alone: libraries make a string of every field.
 */
export async function* csvBlocks(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
): AsyncIterable<FieldBlock> {
  const block = new FieldBlock()
  let cutter: CsvCutter | null = null
  let rest: Buffer = Buffer.alloc(0)
  /** What follows a row that has not ended: looked at when there is as much of it again, so that no byte is read too often. */
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let rowsBefore = 0
  for await (const chunk of chunks) {
    cutter ??= new CsvCutter(delimiter, {isCrAlone: !chunk.includes(lf) && chunk.includes(cr)})
    if (waitingBytes + chunk.length < rest.length) {
      // Copies here and below: the chunk's memory is written to again by the next one.
      waiting.push(Buffer.from(chunk))
      waitingBytes += chunk.length
      continue
    }
    const bytes = rest.length > 0 ? Buffer.concat([rest, ...waiting, chunk]) : chunk
    waiting = []
    waitingBytes = 0
    const end = cutter.cut(bytes, block, {rowsBefore, isLast: false})
    if (bytes.length - end > maxRestBytes) throw tooLong(rowsBefore + block.rows + 1)
    rest = Buffer.from(bytes.subarray(end))
    rowsBefore += block.rows
    if (block.rows > 0) yield block
  }
  if (!cutter || rest.length === 0) return
  cutter.cut(Buffer.concat([rest, ...waiting]), block, {rowsBefore, isLast: true})
  yield block
}

type Place = {rowsBefore: number; isLast: boolean}

class CsvCutter {
  readonly #delimiter: number
  readonly #isCrAlone: boolean
  /** Fields of the current row that hold doubled quotes or CRLF. */
  #unclean: number[] = []
  #isBroken = false

  constructor(delimiter: string, {isCrAlone}: {isCrAlone: boolean}) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#isCrAlone = isCrAlone
  }

  /** Fills the block with the finished rows of `bytes`; returns where the first unfinished one starts. */
  cut(bytes: Buffer, block: FieldBlock, place: Place): number {
    const delimiter = this.#delimiter
    const {length} = bytes
    block.begin(bytes)
    this.#startRow()
    let rowStart = 0
    let at = 0
    while (at < length) {
      at = plainFields(block, at, delimiter)
      if (bytes[at] === quote) {
        at = this.#quotedField(bytes, at, {block, place})
        if (at < 0) break
      } else {
        const start = at
        at = endOfBareField(block.view, at, delimiter)
        while (this.#isBareCr(bytes, at)) at = endOfBareField(block.view, at + 1, delimiter)
        block.addField(start, at)
      }
      if (bytes[at] === delimiter && (at + 1 < length || !place.isLast)) {
        at++
        continue
      }
      if (!place.isLast && this.#isOpen(bytes, at)) break
      if (bytes[at] === delimiter) block.addField(length, length)
      this.#endRow(block, at - rowStart, place)
      at += bytes[at] === cr && bytes[at + 1] === lf ? 2 : 1
      rowStart = at
    }
    if (rowStart < length) block.dropRow()
    return Math.min(rowStart, length)
  }

  #startRow(): void {
    if (this.#unclean.length > 0) this.#unclean = []
    this.#isBroken = false
  }

  #endRow(block: FieldBlock, rawBytes: number, {rowsBefore}: Place): void {
    for (const field of this.#unclean) block.ends[field] = cleaned(block, field)
    if (this.#isBroken) block.broken.set(block.rows, 'its quotes are malformed')
    block.endRow()
    this.#startRow()
    if (rawBytes > maxRowBytes && sizeOf(block, block.rows - 1) > maxRowBytes)
      throw tooLong(rowsBefore + block.rows)
  }

  /** True when only bytes that are still to come tell what follows the field that ends at `at`. */
  #isOpen(bytes: Buffer, at: number): boolean {
    return at >= bytes.length || (bytes[at] === cr && at + 1 === bytes.length && !this.#isCrAlone)
  }

  /** A CR within a bare field, which does not end a line. */
  #isBareCr(bytes: Buffer, at: number): boolean {
    return bytes[at] === cr && !this.#isCrAlone && at + 1 < bytes.length && bytes[at + 1] !== lf
  }

  /** Adds the field that opens at `open` and returns what follows it; -1 where it does not end. */
  #quotedField(bytes: Buffer, open: number, {block, place}: {block: FieldBlock; place: Place}): number {
    const {length} = bytes
    let at = open + 1
    let isUnclean = false
    for (;;) {
      while (at < length && bytes[at] !== quote) if (bytes[at++] === cr) isUnclean = true
      if (at === length) break
      if (bytes[at + 1] === quote) {
        isUnclean = true
        at += 2
        continue
      }
      let after = at + 1
      while (bytes[after] === space) after++
      if (!place.isLast && this.#isOpen(bytes, after)) return -1
      if (after === length || this.#endsField(bytes, after)) {
        if (isUnclean) this.#unclean.push(block.fields)
        block.addField(open + 1, at)
        return after
      }
      return this.#brokenField(bytes, {open, at}, {block, place})
    }
    if (place.isLast) throw tooLong(place.rowsBefore + block.rows + 1)
    return -1
  }

  /**
   * A quote alone within the field: nobody knows where the field was to end. The row is refused and ends with its line, so that
   * it takes no other rows with it.
   */
  #brokenField(
    bytes: Buffer,
    {open, at}: {open: number; at: number},
    {block, place}: {block: FieldBlock; place: Place},
  ): number {
    let end = at
    while (end < bytes.length && (bytes[end] === this.#delimiter || !this.#endsField(bytes, end))) end++
    if (!place.isLast && this.#isOpen(bytes, end)) return -1
    this.#isBroken = true
    block.addField(open + 1, end)
    return end
  }

  #endsField(bytes: Buffer, at: number): boolean {
    const byte = bytes[at]
    return byte === this.#delimiter || byte === lf || (byte === cr && !this.#isBareCr(bytes, at))
  }
}

/**
 * Adds the fields from `at` on that need no second look: bare ones with a separator and more bytes behind it. Returns where the
 * first other field starts. Most fields are plain, and one loop over all of them takes half the time of one loop each.
 */
function plainFields(block: FieldBlock, at: number, delimiter: number): number {
  const {view, starts, ends} = block
  const delimiters = delimiter * 0x01010101
  const last = view.byteLength - 1
  let {fields} = block
  let start = at
  if (view.getUint8(start) === quote) return start
  search: for (let four = at; four + 3 < last; four += 4) {
    for (let found = marksIn(view.getInt32(four, true), delimiters); found !== 0; found &= found - 1) {
      const place = four + ((31 - Math.clz32(found & -found)) >> 3)
      const byte = view.getUint8(place)
      if (byte === lf || byte === cr) break search
      if (byte !== delimiter) continue
      starts[fields] = start
      ends[fields++] = place
      start = place + 1
      if (view.getUint8(start) === quote) break search
    }
  }
  block.fields = fields
  return start
}

/** The next separator or line end, or the end of the bytes. */
function endOfBareField(view: DataView, start: number, delimiter: number): number {
  let at = start
  for (; at < view.byteLength; at++) {
    const byte = view.getUint8(at)
    if (byte === delimiter || byte === lf || byte === cr) return at
  }
  return at
}

/**
 * The highest bit of each of four bytes that is the separator or below 14, by the known trick of what a subtraction borrows
 * from it ("haszero" and "hasless"). Above the lowest such byte the borrowing may set more.
 */
function marksIn(four: number, delimiters: number): number {
  const others = four ^ delimiters
  return (((others - 0x01010101) & ~others) | ((four - 0x0e0e0e0e) & ~four)) & 0x80808080
}

/** Turns doubled quotes of a field into single ones and CRLF into LF, in place; returns its new end. */
function cleaned({bytes, starts, ends}: FieldBlock, field: number): number {
  const end = ends[field]!
  let to = starts[field]!
  for (let at = to; at < end; at++) {
    const byte = bytes[at]!
    const isFirstOfTwo = at + 1 < end && (byte === quote ? bytes[at + 1] === quote : bytes[at + 1] === lf)
    if (isFirstOfTwo && (byte === quote || byte === cr)) at++
    bytes[to++] = bytes[at]!
  }
  return to
}

/** Bytes of a row with the separators between its fields. */
function sizeOf(block: FieldBlock, row: number): number {
  let size = block.widthOf(row) - 1
  for (let field = block.firstFields[row]!; field < block.firstFields[row + 1]!; field++)
    size += block.ends[field]! - block.starts[field]!
  return size
}

function tooLong(row: number): RevschedError {
  return new RevschedError(
    'source-failed',
    `row ${row} never ends: a quote is opened and not closed, or a field is larger than 4 MB`,
    {
      hint: 'look at that row in a text editor; export the file again',
    },
  )
}

const delimiters = [',', ';', '\t', '|']
const rowsCompared = 6
/** Letters that hold as many rows of most files. */
const firstLook = 4096

/** The separator that splits the header into most fields and the next lines into as many. */
export function delimiterOf(sample: string): string {
  const scores = delimiters.map(delimiter => ({delimiter, score: evenness(widthsOf(sample, delimiter))}))
  const [best] = scores.sort((a, b) => b.score - a.score)
  return best!.score > 0 ? best!.delimiter : ','
}

function evenness(widths: readonly number[]): number {
  const [first = 0] = widths
  return first > 1 ? (first * widths.filter(width => width === first).length) / widths.length : 0
}

/** How many fields the first rows have. */
function widthsOf(sample: string, delimiter: string): number[] {
  const isCrAlone = !sample.includes('\n') && sample.includes('\r')
  const cutter = new CsvCutter(delimiter, {isCrAlone})
  const widths = widthsIn(sample.slice(0, firstLook), cutter)
  const isEnough = widths.length >= rowsCompared
  const all = isEnough ? widths : widthsIn(`${sample}${isCrAlone ? '\r' : '\n'}`, cutter)
  return all.slice(0, rowsCompared)
}

/** Of the rows that end there and are not empty. */
function widthsIn(text: string, cutter: CsvCutter): number[] {
  const block = new FieldBlock()
  cutter.cut(Buffer.from(text), block, {rowsBefore: 0, isLast: false})
  const widths: number[] = []
  for (let row = 0; row < block.rows; row++) {
    const width = block.widthOf(row)
    if (width > 1 || block.rowOf(row)[0] !== '') widths.push(width)
  }
  return widths
}
