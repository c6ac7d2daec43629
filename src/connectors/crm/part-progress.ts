import type {DealsPart} from '../../domain/ports/deal-source.js'

/** Counts how far a read is in the part of the deals that it reads now. */
export class PartProgress {
  #part: {of: DealsPart['of']; rowsTotal: number; rowsBefore: number} | null = null

  /** `rowsRead`: so far, which is of earlier parts, unless all are one. */
  begin(of: DealsPart['of'], {rowsTotal, rowsRead}: {rowsTotal: number; rowsRead: number}): void {
    this.#part = {of, rowsTotal, rowsBefore: of === 'all' ? 0 : rowsRead}
  }

  /** Null before a part has begun. More may come than was counted: deals are made while they are read. */
  at(rows: number): DealsPart | null {
    if (this.#part === null) return null
    const {of, rowsTotal, rowsBefore} = this.#part
    const rowsRead = rows - rowsBefore
    return {of, rowsRead, rowsTotal: Math.max(rowsTotal, rowsRead)}
  }
}
