import * as z from 'zod/mini'
import {type Deal, type DealField, dealFields} from '../review/deal.js'
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
  customFieldsOf: ({byStage}) =>
    Object.values(byStage)
      .flat()
      .filter(name => !isDealField(name)),
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

function isDealField(name: string): name is DealField {
  return (dealFields as readonly string[]).includes(name)
}

function isEmpty(deal: Deal, name: string): boolean {
  const value = isDealField(name) ? deal[name] : Object.hasOwn(deal.custom, name) ? deal.custom[name] : null
  return value === null || value === undefined || value === '' || (name === 'contactCount' && value === 0)
}
