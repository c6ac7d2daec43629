import {BitTable} from './bit-table.js'
import type {Deal, DealField} from './deal.js'

/** How many open deals have a value in a field; `custom.<name>` for one that only a rule looks at. */
export type FilledField = {field: string; filled: number}

/**
 * What people fill in, in the order of the bits below. Not what a CRM writes by itself (created, moved, pushed, links), nor what it
 * demands of everybody (name, currency, pipeline): that says nothing about anybody's discipline.
 */
const fields = [
  'amount',
  'closeDate',
  'owner',
  'account',
  'stage',
  'probability',
  'forecastCategory',
  'nextStep',
  'contactCount',
  'lastActivityAt',
  'nextActivityAt',
  'contactRoles',
] as const satisfies readonly DealField[]

/** Named one by one: looking them up by name would take longer than judging by a rule. */
function bitsOf(deal: Deal, isPlanned: IsPlanned): number {
  const {contactCount, nextActivityAt, contactRoles} = deal
  let bits = 0
  if (deal.amount !== null) bits |= 1
  if (deal.closeDate !== null) bits |= 2
  if (deal.owner !== null) bits |= 4
  if (deal.account !== null) bits |= 8
  if (deal.stage !== null) bits |= 16
  if (deal.probability !== null) bits |= 32
  if (deal.forecastCategory !== null) bits |= 64
  if (deal.nextStep !== null) bits |= 128
  // A CRM that counts says 0 where nobody is named.
  if (contactCount !== null && contactCount > 0) bits |= 256
  if (deal.lastActivityAt !== null) bits |= 512
  if (nextActivityAt !== null && isPlanned(nextActivityAt)) bits |= 1024
  if (contactRoles !== null && contactRoles.length > 0) bits |= 2048
  return bits
}

type IsPlanned = (activity: Date) => boolean

type Available = {fields: ReadonlySet<DealField>; customFields: ReadonlySet<string> | null}

/** Which fields of which deals have a value: a bit for each, 4 bytes a deal. */
export class FilledFields {
  readonly #available: ReadonlySet<DealField>
  readonly #custom: readonly string[]
  readonly #isPlanned: IsPlanned
  readonly #table: BitTable

  /** `custom` are the names that rules look at. */
  constructor(
    {fields: available, customFields}: Available,
    custom: readonly string[],
    {isPlanned, rows}: {isPlanned: IsPlanned; rows: number},
  ) {
    this.#available = available
    this.#custom = custom.filter(name => customFields === null || customFields.has(name))
    this.#isPlanned = isPlanned
    this.#table = new BitTable(fields.length + this.#custom.length, rows)
  }

  add(deals: readonly Deal[], rows: readonly number[]): void {
    for (let index = 0; index < deals.length; index++)
      this.#table.setFirst(rows[index]!, bitsOf(deals[index]!, this.#isPlanned))
    for (const [place, name] of this.#custom.entries()) {
      for (let index = 0; index < deals.length; index++)
        if (typeof deals[index]!.custom[name] === 'string')
          this.#table.set(rows[index]!, fields.length + place)
    }
  }

  /** Only of fields that the source has. */
  counts(rows: Uint32Array): FilledField[] {
    const counts = this.#table.countsOf(rows, fields.length + this.#custom.length)
    const standard = fields.flatMap((field, place) =>
      this.#available.has(field) ? [{field, filled: counts[place]!}] : [],
    )
    const custom = this.#custom.map((name, place) => ({
      field: `custom.${name}`,
      filled: counts[fields.length + place]!,
    }))
    return [...standard, ...custom]
  }
}
