import * as z from 'zod'
import {RevschedError} from '../../domain/errors.js'
import {dealFields} from '../../domain/review/deal.js'

/** What `map` can name: the fields of a deal, its id, and the two columns that tell its outcome. */
export const mappableFields = ['id', ...dealFields, 'isClosed', 'isWon'] as const

export type MappableField = (typeof mappableFields)[number]

export const dateOrders = ['ymd', 'mdy', 'dmy'] as const

export type DateOrder = (typeof dateOrders)[number]

const stages = z.array(z.string().min(1)).optional()

const shape = z.strictObject({
  path: z.string().min(1),
  format: z.enum(['csv', 'json', 'ndjson']).optional(),
  delimiter: z.enum([',', ';', '|', '\t']).optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'latin1']).optional(),
  map: z.partialRecord(z.enum(mappableFields), z.string().min(1).nullable()).optional(),
  dateFormats: z.record(z.string(), z.enum(dateOrders)).optional(),
  decimal: z.record(z.string(), z.enum(['comma', 'point'])).optional(),
  wonStages: stages,
  lostStages: stages,
  openStages: stages,
  stageOrder: stages,
  maxRefusedShare: z.number().min(0).max(1).optional(),
  maxBytes: z.int().min(1).optional(),
})

export type FileSettings = z.infer<typeof shape>

/** Checks settings from flags or the database; throws `usage` with the bad value and what is allowed. */
export function parseFileSettings(settings: unknown): FileSettings {
  const result = shape.safeParse(settings)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue!.path.join('.')
  const allowed =
    issue!.path[0] === 'map'
      ? `fields: ${mappableFields.join(', ')}`
      : 'docs/file-connections.md has every setting'
  throw new RevschedError(
    'usage',
    `the setting "${path || 'of the file'}" is not valid: ${issue!.message.toLowerCase()}`,
    {hint: allowed},
  )
}
