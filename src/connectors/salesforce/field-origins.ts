import {type FieldOrigins, fieldOrigins} from '../../domain/ports/field-origins.js'
import type {DealField} from '../../domain/review/deal.js'
import {companionFields} from './companion-fields.js'
import {dealSources} from './field-plan.js'

/** Beside what opportunities and their companions say. */
const others: Readonly<Partial<Record<DealField, readonly string[]>>> = {
  currency: ['User.DefaultCurrencyIsoCode'],
  isConvertible: ['CurrencyIsoCode'],
  url: ['Id'],
}

const notes = {
  amount: 'in an org with several currencies, converted to that of the user who logs in',
  currency: 'in an org with one currency, --currency of the connection',
  pipeline: 'the record type',
  forecastCategory: 'the first that is there',
  owner: 'the id where the name is hidden',
  account: 'the id where the name is hidden',
  contactCount: 'contacts, each counted once',
  lastStageChangeAt: 'the history where there is no such field, as before API version 52',
  nextActivityAt: 'open tasks and events, of today or later',
  url: 'a link that is made of it',
  pushCount:
    'where there is no such field, as before API version 53, moves into a later month in the history',
  nextStepChangedAt:
    'where the org tracks Next Step: in Setup, Object Manager, Opportunity, Fields & Relationships, Set History Tracking',
  isConvertible: 'in an org with several currencies; one with a single one needs no rates',
  isCloseDateDefault: 'Salesforce fills in no close date, so the rule has nothing to find there',
} satisfies Partial<Record<DealField, string>>

/** What the connection's user has to be able to read. */
export const salesforceFields: FieldOrigins = fieldOrigins(
  field => [
    ...dealSources.flatMap(({field: of, from, select = [from]}) => (of === field ? select : [])),
    ...Object.values(companionFields).flatMap(fields => fields[field] ?? []),
    ...(others[field] ?? []),
  ],
  notes,
)
