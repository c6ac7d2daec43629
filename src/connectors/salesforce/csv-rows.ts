import Papa from 'papaparse'
import {RevschedError} from '../../domain/errors.js'

/** Cuts CSV into rows as its bytes come; keeps no more than one unfinished row. Bytes must be UTF-8. */
export class CsvRows {
  readonly #decoder = new TextDecoder('utf-8', {fatal: true})
  #rest = ''
  /** Of `#rest`: how far it has been looked at, and whether that ends within quotes. */
  #seen = 0
  #isQuoted = false

  /** The rows that ended in this piece. */
  push(piece: Uint8Array): string[][] {
    this.#rest += this.#text(piece)
    let end = 0
    for (; this.#seen < this.#rest.length; this.#seen++) {
      const code = this.#rest.charCodeAt(this.#seen)
      // A doubled quote ends and begins again: the same as if it were not there.
      if (code === 0x22) this.#isQuoted = !this.#isQuoted
      else if (code === 0x0a && !this.#isQuoted) end = this.#seen + 1
    }
    const whole = this.#rest.slice(0, end)
    this.#rest = this.#rest.slice(end)
    this.#seen -= end
    return whole === '' ? [] : Papa.parse<string[]>(whole, {skipEmptyLines: true}).data
  }

  /** A last row may have no line break; one within quotes was cut off. */
  end(): {rows: string[][]; isCut: boolean} {
    const rest = this.#rest + this.#text()
    this.#rest = ''
    if (this.#isQuoted) return {rows: [], isCut: true}
    return {rows: rest === '' ? [] : Papa.parse<string[]>(rest, {skipEmptyLines: true}).data, isCut: false}
  }

  #text(piece?: Uint8Array): string {
    try {
      return piece ? this.#decoder.decode(piece, {stream: true}) : this.#decoder.decode()
    } catch (cause) {
      throw new RevschedError('incomplete', 'rows of CSV came that are not UTF-8', {
        hint: 'the run is tried again; nothing is scored from a part of the pipeline',
        cause,
        canPass: true,
      })
    }
  }
}
