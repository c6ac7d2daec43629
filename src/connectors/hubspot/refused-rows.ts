import type {Refusal} from '../../domain/ports/deal-source.js'
import type {SourceProblem} from '../../domain/source-problem.js'
import {WrongValue} from './values.js'

const refusalsKept = 20

/** More than this share of deals that cannot be read is a fault of the reading, not of the deals. */
const mostRefused = 0.05

/** Deals that could not be read. */
export class RefusedRows {
  count = 0
  readonly first: Refusal[] = []

  /** Throws what is not about a value. */
  add(error: unknown, row: number): void {
    if (!(error instanceof WrongValue)) throw error
    this.count++
    if (this.first.length < refusalsKept) this.first.push({...error.refusal, row})
  }

  problemOf(label: string, rows: number): SourceProblem | null {
    const [first] = this.first
    if (first === undefined || this.count <= rows * mostRefused) return null
    return {
      message: `${this.count} of ${rows} deals of ${label} cannot be read; the first: record ${first.row}, property "${first.column}", value "${first.value}": ${first.reason}`,
      hint: 'the form of these values has changed: look for a newer version of revsched',
    }
  }
}
