import type {SignalField} from '../rules/rule.js'
import {BitTable} from './bit-table.js'
import type {Deal} from './deal.js'

/** In the order of the bits below. */
const signals = [
  'lastActivityAt',
  'nextActivityAt',
  'contactCount',
  'forecastCategory',
  'contactRoles',
] as const satisfies readonly SignalField[]

/** Named one by one, as looking them up by name takes several times as long. */
function missingBits({
  lastActivityAt,
  nextActivityAt,
  contactCount,
  forecastCategory,
  contactRoles,
}: Deal): number {
  let bits = 0
  if (lastActivityAt === null) bits |= 1
  if (nextActivityAt === null) bits |= 2
  // A CRM that counts says 0 for what nobody entered, where a file says nothing.
  if (contactCount === null || contactCount === 0) bits |= 4
  if (forecastCategory === null) bits |= 8
  if (contactRoles === null) bits |= 16
  return bits
}

/** Which deals lack the values that show whether a source captures a signal at all: once for all rules that ask for it. */
export class MissingSignals {
  readonly #table: BitTable

  constructor(rows: number) {
    this.#table = new BitTable(signals.length, rows)
  }

  add(deals: readonly Deal[], rows: readonly number[]): void {
    for (let index = 0; index < deals.length; index++)
      this.#table.setFirst(rows[index]!, missingBits(deals[index]!))
  }

  /** How many of the deals at these rows lack each. */
  counts(rows: Uint32Array): ReadonlyMap<SignalField, number> {
    const counts = this.#table.countsOf(rows, signals.length)
    return new Map(signals.map((signal, place) => [signal, counts[place]!]))
  }
}
