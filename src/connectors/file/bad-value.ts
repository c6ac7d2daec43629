import type {Refusal} from '../../domain/ports/deal-source.js'

/** The first value of a row that cannot be read. */
export class BadValue {
  readonly column: string | null
  readonly value: string
  readonly reason: string

  constructor(column: string | null, value: string, reason: string) {
    this.column = column
    this.value = value
    this.reason = reason
  }

  refusal(row: number): Refusal {
    const {column, value, reason} = this
    return {row, column, value: value.length > 80 ? `${value.slice(0, 80)}…` : value, reason}
  }
}
