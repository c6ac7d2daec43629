import * as z from 'zod/mini'
import {connectionKinds} from '../../domain/crm-connection.js'
import {addressSources} from '../../domain/delivery/owner-digests.js'
import {
  about,
  anything,
  count,
  instant,
  maybeInstant,
  maybeNumber,
  maybeText,
  named,
  text,
  texts,
  yes,
} from './parts.js'
import {runStatuses} from './run.js'

export const reviewShape = {
  id: text(),
  userId: text(),
  name: text(),
  description: maybeText(),
  crmConnectionId: text(),
  schedule: about('Five cron fields', text()),
  timezone: about('As it was given', text()),
  timezoneCanonical: text(),
  ruleset: about('A preset, or the path of a rule file', text()),
  filter: about('Null for all deals', z.nullable(anything())),
  deliveryChannels: texts(),
  pingUrl: about('Shortened: the URL is a secret', maybeText()),
  deliverWhen: text(),
  template: about('What differs from the default', z.nullable(anything())),
  ownerDigests: z.nullable(
    z.object({
      channel: text(),
      recipients: z.record(z.string(), z.string()),
      domains: texts(),
      addresses: about('Left out for those of the map alone', z.optional(z.enum(addressSources))),
    }),
  ),
  locale: maybeText(),
  overlap: z.enum(['skip', 'queue', 'cancel-previous']),
  catchUp: z.enum(['latest', 'all', 'none']),
  catchUpWindowMs: count(),
  splayMs: count(),
  timeoutMs: count(),
  maxRetries: count(),
  isActive: yes(),
  pausedReason: maybeText(),
  lastRunAt: maybeInstant(),
  nextRunAt: maybeInstant(),
  cursor: about('Up to here every occurrence has been decided', maybeInstant()),
  createdAt: instant(),
  updatedAt: instant(),
  connectionName: text(),
  connectionKind: z.enum(connectionKinds),
  connectionNeedsLogin: about('Why a person has to log it in again', maybeText()),
  isReadable: about('False when the stored row is not what this program writes', yes()),
  lastRun: z.nullable(
    z.object({
      id: text(),
      status: z.enum(runStatuses),
      healthScore: maybeNumber(),
      completedAt: maybeInstant(),
      errorCode: maybeText(),
      errorMessage: maybeText(),
    }),
  ),
}

export const scheduledReview = named('ScheduledReview', z.object(reviewShape))

export const scheduledReviews = z.array(scheduledReview)

const occurrence = {
  at: instant(),
  local: about('With the offset of the zone then', text()),
  note: about('What daylight saving does to it', maybeText()),
}

const occurrences = z.array(named('Occurrence', z.object(occurrence)))

export const shownReview = z.object({...reviewShape, occurrences})

export const savedReview = z.object({...reviewShape, occurrences, warnings: texts()})

const plan = {schedule: text(), timezone: text(), occurrences}

/** Of one schedule, or of all active reviews. */
export const next = z.union([z.object(plan), z.array(z.object({id: text(), name: text(), ...plan}))])

/** The soonest first. */
export const dueTime = z.object({
  id: about('Null, as the name, for a schedule that is not stored', maybeText()),
  name: maybeText(),
  timezone: text(),
  ...occurrence,
})
