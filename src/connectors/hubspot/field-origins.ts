import {type FieldOrigins, fieldOrigins} from '../../domain/ports/field-origins.js'
import type {DealField} from '../../domain/review/deal.js'
import {historyOfField, linksOfField, propertiesOfField} from './deal-properties.js'

/** Properties that tell more than one field. */
const shared: Readonly<Partial<Record<DealField, readonly string[]>>> = {
  isOwnerActive: propertiesOfField.owner,
  isStageActive: propertiesOfField.stage,
  isConvertible: propertiesOfField.amount,
  isCloseDateDefault: propertiesOfField.createdAt,
}

const notes = {
  amount: 'in an account with several currencies, the second',
  currency: 'else the currency of the account',
  stage: 'its label',
  probability: 'else that of the stage',
  account: 'the primary one of those that the deal is associated with',
  contactCount: 'where there is no such property, associated contacts are counted',
  lastStageChangeAt: 'where there is no such property, the history of the stage',
  nextActivityAt: 'the first of the two that is of today or later',
  url: 'a link that is made of the id',
  isOwnerActive: 'whether that owner is archived',
  isStageActive: 'whether that stage, or its pipeline, is archived',
  pushCount: 'its history: moves into a later month',
  stageHistory: 'its history',
  closeDateHistory: 'its history',
  isCloseDateDefault:
    'the history of the first: set once, to the end of the month in which the deal was made',
  stageProbability:
    'a deal has the probability of its stage in HubSpot, so the rule has nothing to find there',
  isConvertible: 'in an account with several currencies; one with a single one needs no rates',
  contactRoles: 'labels of their associations with the deal',
} satisfies Partial<Record<DealField, string>>

/** Properties of deals, and kinds of records that are associated with them. */
export const hubspotFields: FieldOrigins = fieldOrigins(
  field => [
    ...propertiesOfField[field],
    ...[historyOfField[field] ?? linksOfField[field] ?? []].flat(),
    ...(shared[field] ?? []),
    ...(field === 'url' ? ['hs_object_id'] : []),
  ],
  notes,
)
