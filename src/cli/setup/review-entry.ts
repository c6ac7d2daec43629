import type {ScheduledReview} from '../../domain/scheduled-review.js'
import {durationText} from '../inputs.js'
import type {Entry, EntryValue} from './setup-entry.js'

export type ShownReview = ScheduledReview & {connectionName: string}

/** What of a scheduled review differs from the defaults. */
export function reviewEntry(review: ShownReview, defaults: Readonly<Record<string, EntryValue>>): Entry {
  const {catchUpWindowMs, splayMs, timeoutMs, deliverWhen, template, ownerDigests} = review
  const values: Record<string, unknown> = {
    connection: review.connectionName,
    schedule: review.schedule,
    timezone: review.timezone,
    rules: review.ruleset,
    description: review.description,
    catchUp: review.catchUp,
    catchUpWindow: durationText(catchUpWindowMs),
    overlap: review.overlap,
    splay: durationText(splayMs),
    timeout: durationText(timeoutMs),
    maxRetries: String(review.maxRetries),
    ...filterValues(review.filter ?? {}),
    channel: review.deliveryChannels,
    deliverWhen: deliverWhen === 'always' ? null : deliverWhen.split(','),
    title: template?.title,
    intro: template?.intro,
    sections: template?.sections,
    length: template?.length?.toString(),
    locale: review.locale,
    ownerDigests: ownerDigests?.channel,
    ownerRecipient: ownerDigests?.recipients,
    ownerDomain: ownerDigests?.domains,
    ownerAddresses: ownerDigests?.addresses,
    paused: review.isActive ? null : (review.pausedReason ?? true),
  }
  const told = Object.entries(values).filter(([key, value]) => !isNothing(value) && value !== defaults[key])
  return Object.fromEntries(told) as Entry
}

function filterValues(filter: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {pipelines, stages, owners, minAmount, maxAmount, closeFrom, closeTo, soql} = filter
  return {
    pipeline: pipelines,
    stage: stages,
    owner: owners,
    minAmount: minAmount?.toString(),
    maxAmount: maxAmount?.toString(),
    closeFrom,
    closeTo,
    soql,
  }
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
