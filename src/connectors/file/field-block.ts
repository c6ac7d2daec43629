import {isAscii} from 'node:buffer'

/**
 * Some rows of a file, cut into fields but not decoded: of most fields a review needs a date, a number or a text that it has
 * seen before, and none of these has to become a string first. Bytes are UTF-8, without the quotes around fields.
 * What a block holds is valid until the next one is asked for.
 */
export class FieldBlock {
  bytes: Buffer = Buffer.alloc(0)
  /** Of the same bytes, to look at four of them at a time. */
  view: DataView = new DataView(new ArrayBuffer(0))
  rows = 0
  fields = 0
  /** Where each field starts and ends in `bytes`. */
  starts = new Uint32Array(8192)
  ends = new Uint32Array(8192)
  /** The first field of each row, and at `rows` the one behind the last. */
  firstFields = new Uint32Array(1024)
  /** Rows that cannot be read, and why. */
  readonly broken = new Map<number, string>()
  #letters: string | null = null
  #isAscii = true

  /** Empties the block for rows that lie in `bytes`, and makes room for as many fields as these may hold. */
  begin(bytes: Buffer): void {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    if (this.starts.length < bytes.length + 2) {
      const fields = Math.max(bytes.length + 2, 2 * this.starts.length)
      this.starts = new Uint32Array(fields)
      this.ends = new Uint32Array(fields)
    }
    this.rows = 0
    this.fields = 0
    this.broken.clear()
    this.#letters = null
  }

  addField(start: number, end: number): void {
    const field = this.fields++
    this.starts[field] = start
    this.ends[field] = end
  }

  endRow(): void {
    if (++this.rows === this.firstFields.length) this.firstFields = longer(this.firstFields)
    this.firstFields[this.rows] = this.fields
  }

  /** Forgets the fields of a row that was not ended. */
  dropRow(): void {
    this.fields = this.firstFields[this.rows]!
  }

  /** How many fields a row has. */
  widthOf(row: number): number {
    return this.firstFields[row + 1]! - this.firstFields[row]!
  }

  textOf(field: number): string {
    const start = this.starts[field]!
    const end = this.ends[field]!
    // All bytes as letters once: a part of that string costs a tenth of a string made from the bytes of one field.
    this.#letters ??= this.#readLetters()
    return this.#isAscii || isAsciiBetween(this.bytes, start, end)
      ? this.#letters.slice(start, end)
      : this.bytes.toString('utf8', start, end)
  }

  /** True where there is nothing but white space. */
  isBlank(field: number): boolean {
    const start = this.starts[field]!
    if (start === this.ends[field]!) return true
    const byte = this.bytes[start]!
    return (byte <= 32 || byte > 126) && this.textOf(field).trim() === ''
  }

  /** The texts of one row. */
  rowOf(row: number): string[] {
    const end = this.firstFields[row + 1]!
    const texts: string[] = []
    for (let field = this.firstFields[row]!; field < end; field++) texts.push(this.textOf(field))
    return texts
  }

  #readLetters(): string {
    this.#isAscii = isAscii(this.bytes)
    return this.bytes.toString('latin1')
  }
}

/** A block of rows that are texts already. */
export function blockOf(rows: readonly (readonly string[])[]): FieldBlock {
  const block = new FieldBlock()
  block.begin(Buffer.from(rows.map(row => row.join('')).join('')))
  let at = 0
  for (const row of rows) {
    for (const text of row) {
      const start = at
      at += Buffer.byteLength(text)
      block.addField(start, at)
    }
    block.endRow()
  }
  return block
}

function isAsciiBetween(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 127) return false
  return true
}

function longer(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const twice = new Uint32Array(column.length * 2)
  twice.set(column)
  return twice
}
