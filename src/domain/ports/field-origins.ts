import {type DealField, dealFields} from '../review/deal.js'

/** Where one kind of source has a field of a deal. */
export type FieldOrigin = {
  /** Columns, properties or fields of objects, by the names that they have there; empty where it has none. */
  names: readonly string[]
  /** What is made of them, or what they take; without names, what gives the field instead. */
  note: string | null
}

export type FieldOrigins = ReadonlyMap<DealField, FieldOrigin>

export function fieldOrigins(
  namesOf: (field: DealField) => readonly string[],
  notes: Readonly<Partial<Record<DealField, string>>>,
): FieldOrigins {
  return new Map(
    dealFields.map(field => [field, {names: [...new Set(namesOf(field))], note: notes[field] ?? null}]),
  )
}
