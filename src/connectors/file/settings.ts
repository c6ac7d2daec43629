import * as z from 'zod/mini'
import {columnFields} from '../../domain/review/deal.js'

/** What `map` can name: the fields of a deal, its id, where its owner gets mail, and the two columns that tell its outcome. */
export const mappableFields = ['id', ...columnFields, 'ownerEmail', 'isClosed', 'isWon'] as const

export type MappableField = (typeof mappableFields)[number]

const dateOrders = ['ymd', 'mdy', 'dmy'] as const

export type DateOrder = (typeof dateOrders)[number]

const nonEmpty = z.string().check(z.minLength(1))

const stages = z.optional(z.array(nonEmpty))

export const fileSettings = z.strictObject({
  path: nonEmpty,
  format: z.optional(z.enum(['csv', 'json', 'ndjson'])),
  delimiter: z.optional(z.enum([',', ';', '|', '\t'])),
  encoding: z.optional(z.enum(['utf-8', 'utf-16le', 'utf-16be', 'latin1'])),
  map: z.optional(z.partialRecord(z.enum(mappableFields), z.nullable(nonEmpty))),
  dateFormats: z.optional(z.record(z.string(), z.enum(dateOrders))),
  decimal: z.optional(z.record(z.string(), z.enum(['comma', 'point']))),
  wonStages: stages,
  lostStages: stages,
  openStages: stages,
  stageOrder: stages,
  fiscalYearStartMonth: z.optional(z.int().check(z.minimum(1), z.maximum(12))),
  maxRefusedShare: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  maxBytes: z.optional(z.int().check(z.minimum(1))),
})

export type FileSettings = z.infer<typeof fileSettings>
