import type {DealField} from '../../domain/review/deal.js'
import type {Companions} from './map-record.js'

type CompanionKind = Exclude<keyof Companions, 'wonStages'>

/** Which fields of a deal come of other objects than the opportunity, and of what there; those of one kind come together. */
export const companionFields: Readonly<
  Record<CompanionKind, Readonly<Partial<Record<DealField, readonly string[]>>>>
> = {
  contactCounts: {contactCount: ['OpportunityContactRole.ContactId']},
  nextActivities: {nextActivityAt: ['Task.ActivityDate', 'Event.ActivityDateTime']},
  histories: {
    lastStageChangeAt: ['OpportunityHistory.StageName'],
    pushCount: ['OpportunityHistory.CloseDate'],
    stageHistory: ['OpportunityHistory.StageName'],
    closeDateHistory: ['OpportunityHistory.CloseDate'],
  },
  stages: {
    isStageActive: ['OpportunityStage.IsActive'],
    stageProbability: ['OpportunityStage.DefaultProbability'],
  },
  nextSteps: {nextStepChangedAt: ['OpportunityFieldHistory.CreatedDate']},
  roles: {contactRoles: ['OpportunityContactRole.Role']},
  currencies: {isConvertible: ['CurrencyType.ConversionRate']},
}

export const companionKinds = Object.keys(companionFields) as CompanionKind[]

export function fieldsOfCompanion(kind: CompanionKind): DealField[] {
  return Object.keys(companionFields[kind]) as DealField[]
}
