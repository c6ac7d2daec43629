import * as z from 'zod/mini'
import {didYouMean} from '../ref.js'
import {type Deal, type DealField, dealFields} from '../review/deal.js'
import type {Doubt} from './doubt.js'
import {defineRule, pass, skip} from './rule.js'

const fieldName = z.string().check(z.minLength(1), z.maxLength(120))

export const stageRequiredFields = defineRule({
  id: 'stage-required-fields',
  title: 'Required in stage',
  category: 'completeness',
  severity: 'medium',
  isRecommended: false,
  needs: ['stage'],
  options: z.strictObject({
    byStage: z._default(z.record(z.string(), z.array(fieldName).check(z.minLength(1), z.maxLength(50))), {}),
  }),
  fieldsOf: ({byStage}) => Object.values(byStage).flat().filter(isDealField),
  isByName: true,
  customFieldsOf: ({byStage}) =>
    Object.values(byStage)
      .flat()
      .filter(name => !isDealField(name)),
  doubts: ({byStage}) => Object.entries(byStage).flatMap(([stage, names]) => doubtsOf(stage, names)),
  explain: {
    what: 'An open deal lacks a field that byStage asks for in its stage: fields of a deal (amount, nextStep, closeDate, contactCount and so on), or custom fields of the CRM by their names there.',
    why: 'Exit criteria that nobody checks are not kept.',
    fix: 'Fill in what the stage asks for, or move the deal back.',
    source: 'Required fields by stage, as HubSpot’s stage properties and Salesforce’s path ask for.',
  },
  check(deal, {options, fields, customFields}) {
    // A stage called `constructor` finds what every object has.
    const wanted =
      deal.stage !== null && Object.hasOwn(options.byStage, deal.stage) ? options.byStage[deal.stage]! : []
    const known = wanted.filter(name =>
      isDealField(name) ? fields.has(name) : customFields?.has(name) !== false,
    )
    if (known.length === 0) return skip
    const missing = known.filter(name => isEmpty(deal, name))
    return missing.length === 0 ? pass : {message: `lacks ${missing.join(', ')} in stage ${deal.stage}`}
  },
})

/** A custom field may have any name, so one that looks like a field of a deal is only doubted. */
function doubtsOf(stage: string, names: readonly string[]): Doubt[] {
  return names.flatMap((name, place) => {
    const meant = isDealField(name) || isOfSalesforce(name) ? null : meantBy(name)
    if (meant === null) return []
    const message = `"${name}" is no field of a deal, so a custom field of that name is asked for in stage "${stage}"`
    return [{path: ['byStage', stage, place], level: 'warning', message, hint: meant}]
  })
}

function isOfSalesforce(name: string): boolean {
  return name.endsWith('__c')
}

/** Near a field of a deal, also where only case, spaces and the like differ. */
function meantBy(name: string): string | null {
  const plain = plainName(name)
  const same = dealFields.find(field => plainName(field) === plain)
  return same ? `did you mean "${same}"?` : didYouMean(name, dealFields)
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function isDealField(name: string): name is DealField {
  return (dealFields as readonly string[]).includes(name)
}

function isEmpty(deal: Deal, name: string): boolean {
  const value = isDealField(name) ? deal[name] : Object.hasOwn(deal.custom, name) ? deal.custom[name] : null
  return value === null || value === undefined || value === '' || (name === 'contactCount' && value === 0)
}
