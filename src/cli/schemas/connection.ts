import * as z from 'zod/mini'
import {connectionKinds} from '../../domain/crm-connection.js'
import {
  about,
  anything,
  count,
  date,
  instant,
  maybeCount,
  maybeInstant,
  maybeNumber,
  maybeText,
  named,
  number,
  text,
  texts,
} from './parts.js'
import {refusal} from './review.js'

const shape = {
  id: text(),
  userId: text(),
  name: text(),
  kind: z.enum(connectionKinds),
  settings: about('Of that kind, without secrets', anything()),
  lastCheckedAt: maybeInstant(),
  needsLogin: about('Why only a person can let it in again', maybeText()),
  createdAt: instant(),
}

export const connection = named('Connection', z.object(shape))

export const connections = z.array(connection)

const sourceReport = named(
  'SourceReport',
  z.object({
    rowsRead: count(),
    rowsKept: z.optional(count()),
    bytesRead: count(),
    fiscalYearStartMonth: z.optional(count()),
    refusedCount: count(),
    refusals: about('The first 20', z.array(refusal)),
    warnings: texts(),
  }),
)

export const addedConnection = z.object({...shape, report: sourceReport})

/** Nothing is read where only its name changes. */
export const editedConnection = z.object({...shape, report: z.optional(sourceReport)})

const maybeYes = () => z.nullable(z.boolean())
const maybeDate = () => z.nullable(date())

const sampleDeal = z.object({
  id: text(),
  name: maybeText(),
  amount: maybeNumber(),
  currency: maybeText(),
  pipeline: maybeText(),
  stage: maybeText(),
  probability: about('0 to 1', maybeNumber()),
  forecastCategory: maybeText(),
  owner: maybeText(),
  account: maybeText(),
  contactCount: maybeCount(),
  nextStep: maybeText(),
  closeDate: maybeDate(),
  createdAt: maybeInstant(),
  lastStageChangeAt: maybeInstant(),
  lastActivityAt: maybeInstant(),
  nextActivityAt: maybeInstant(),
  isOwnerActive: maybeYes(),
  isStageActive: maybeYes(),
  isCloseDateDefault: maybeYes(),
  hasOverdueTask: maybeYes(),
  nextStepChangedAt: maybeInstant(),
  stageProbability: maybeNumber(),
  isConvertible: maybeYes(),
  contactRoles: z.nullable(texts()),
  pushCount: maybeCount(),
  stageHistory: z.nullable(z.array(z.object({stage: text(), at: instant()}))),
  closeDateHistory: z.nullable(z.array(z.object({closeDate: maybeDate(), at: instant()}))),
  outcome: z.enum(['open', 'won', 'lost']),
  url: maybeText(),
  custom: z.record(z.string(), z.string()),
})

export const connectionTest = z.object({
  description: text(),
  columns: z.array(
    z.object({
      column: text(),
      field: about('Of a deal; null where it is kept as a custom one', maybeText()),
      reading: text(),
      filled: about('0 to 1 of the rows', number()),
      ambiguity: about('The choice made, and how to make another', maybeText()),
    }),
  ),
  missingFields: texts(),
  dealsOpen: count(),
  dealsWon: count(),
  dealsLost: count(),
  stages: z.array(z.object({stage: maybeText(), deals: count(), outcome: text()})),
  duplicateIds: count(),
  sample: about('A few deals, open ones first', z.array(sampleDeal)),
  report: sourceReport,
  problem: about('Why a review would refuse it', z.nullable(z.object({message: text(), hint: text()}))),
})

export const rotatedKey = z.object({
  secrets: about('How many were sealed anew', count()),
  source: z.object({
    kind: z.enum(['systemd credential', 'environment', 'key file']),
    where: text(),
    isThere: z.boolean(),
  }),
  next: about(
    'What is left to be done; null when nothing is',
    z.nullable(z.object({where: text(), isCurrent: z.boolean()})),
  ),
  outcome: z.enum(['none', 'replaced', 'finished']),
})
