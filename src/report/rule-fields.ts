import type {ConnectionKind} from '../domain/crm-connection.js'
import type {FieldOrigin, FieldOrigins} from '../domain/ports/field-origins.js'
import type {DealField} from '../domain/review/deal.js'
import {looksAtWonStages} from '../domain/review/needed-fields.js'
import type {Rule} from '../domain/rules/rule.js'

/** Each kind of source with what its names are called. */
export const sourceKinds = [
  ['file', 'file column'],
  ['salesforce', 'Salesforce'],
  ['hubspot', 'HubSpot'],
] as const satisfies readonly (readonly [ConnectionKind, string])[]

export type OriginsByKind = Readonly<Record<ConnectionKind, FieldOrigins>>

/** A field that a rule looks at, and where each kind of source has it. Without one that it needs, it is skipped. */
export type RuleField = {field: DealField; isNeeded: boolean} & Readonly<Record<ConnectionKind, FieldOrigin>>

export function fieldsOfRule(rule: Rule, origins: OriginsByKind): RuleField[] {
  const of = (field: DealField, {isNeeded}: {isNeeded: boolean}): RuleField => ({
    field,
    isNeeded,
    file: origins.file.get(field)!,
    salesforce: origins.salesforce.get(field)!,
    hubspot: origins.hubspot.get(field)!,
  })
  return [
    ...rule.needs.map(field => of(field, {isNeeded: true})),
    ...(looksAtWonStages(rule) ? [of('stageHistory', {isNeeded: false})] : []),
  ]
}

/** `pushCount`; `stageHistory of won deals, else fixed limits` where a rule goes on without it. */
export function ruleFieldText({field, isNeeded}: RuleField, quoted = plain): string {
  return isNeeded ? quoted(field) : `${quoted(field)} of won deals, else fixed limits`
}

/** `closedate (its history)`, or that the source has no such field and what gives it. */
export function originText({names, note}: FieldOrigin, quoted = plain): string {
  if (names.length === 0) return `not available: ${note}`
  return `${names.map(quoted).join(', ')}${note === null ? '' : ` (${note})`}`
}

function plain(name: string): string {
  return name
}
