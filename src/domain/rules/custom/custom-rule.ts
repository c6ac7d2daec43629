import {didYouMean} from '../../ref.js'
import type {Deal, DealField} from '../../review/deal.js'
import {isCostly} from '../../review/needed-fields.js'
import {noOptions} from '../options.js'
import {type DealRule, defineRule, pass, skip} from '../rule.js'
import {RuleProblem} from '../rule-problem.js'
import {BadExpression, celExpression, type Expression, withNumbers} from './cel.js'
import {type CelField, celDeal, celFields, fieldBehind, isSeldomRead} from './deal-view.js'
import type {CustomRuleEntry} from './entry.js'

export type CustomRule = DealRule<Record<string, never>> & {entry: CustomRuleEntry}

/** Throws `config` with the part of the rule that is wrong, and why. */
export function customRule(entry: CustomRuleEntry): CustomRule {
  const when = entry.when === undefined ? null : expressionOf(entry, 'when', entry.when)
  const violation = expressionOf(entry, 'violation', entry.violation)
  const message = templateOf(entry)
  const filledIn = filledInBy(entry.message)
  const seldom = [...readBy([when, violation]), ...filledIn.fields].filter(isSeldomRead)
  const rule = defineRule<Record<string, never>>({
    id: entry.id,
    title: entry.title ?? titleOf(entry.id),
    category: entry.category,
    severity: entry.severity,
    isRecommended: false,
    needs: neededBy([when, violation]),
    needsCustom: customNeededBy([when, violation], entry),
    fieldsOf: () => behind(filledIn.fields),
    customFieldsOf: () => filledIn.customFields,
    options: noOptions,
    explain: {
      what: `${entry.when === undefined ? '' : `Of deals with ${entry.when}: `}${entry.violation}`,
      why: 'A rule of your own.',
      fix: entry.fix ?? 'See the rule file.',
      source: 'Your rule file.',
    },
    check(deal, context) {
      const view = celDeal(deal, context, seldom)
      const isMeant = when === null || when.evaluate(view)
      if (isMeant === null || isMeant === false) return skip
      if (isMeant !== true) return isMeant
      const isViolated = violation.evaluate(view)
      if (isViolated === null) return skip
      if (typeof isViolated === 'object') return isViolated
      return isViolated ? {message: message(view)} : pass
    },
  })
  return {...rule, entry}
}

/** Its parts are looked at one by one: one that is wrong hides nothing of the others. */
export function customRuleProblems(entry: CustomRuleEntry): RuleProblem[] {
  const {when, violation} = entry
  const looks = [
    () => when !== undefined && expressionOf(entry, 'when', when),
    () => expressionOf(entry, 'violation', violation),
    () => templateOf(entry),
  ]
  return looks.flatMap(look => {
    try {
      look()
      return []
    } catch (error) {
      if (!(error instanceof RuleProblem)) throw error
      return [error]
    }
  })
}

function titleOf(id: string): string {
  const words = id.slice(id.indexOf('/') + 1).replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function expressionOf({id}: CustomRuleEntry, part: 'when' | 'violation', given: string): Expression {
  try {
    return celExpression(given)
  } catch (error) {
    if (!(error instanceof BadExpression)) throw error
    const at = given.slice(error.start, error.end)
    throw new RuleProblem([part], `rule "${id}": ${part}: ${error.message} (at "${at.slice(0, 60)}")`, {
      hint: hintFor(error.message, at),
    })
  }
}

function hintFor(message: string, at: string): string {
  if (message.startsWith('No such key')) {
    const names = Object.keys(celFields)
    return didYouMean(at, names) ?? `deal has ${names.join(', ')}`
  }
  const written = withNumbers(at)
  if (written !== null) return `custom fields are text: write ${written}`
  return 'has(deal.amount) tells whether there is a value; the language is CEL: https://cel.dev'
}

function readBy(expressions: readonly (Expression | null)[]): string[] {
  return expressions.flatMap(expression => [...(expression?.fields ?? []), ...(expression?.asked ?? [])])
}

/** Also what is only asked for with `has`, where a CRM gives it when told so: nobody has what was not fetched. */
function neededBy(expressions: readonly (Expression | null)[]): DealField[] {
  const fields = expressions.flatMap(expression => behind(expression?.fields))
  const asked = expressions.flatMap(expression => behind(expression?.asked).filter(isCostly))
  return [...new Set([...fields, ...asked])]
}

/** Also what the entry names because no expression shows it. */
function customNeededBy(
  expressions: readonly (Expression | null)[],
  {needs = []}: CustomRuleEntry,
): string[] {
  const named = expressions.flatMap(expression => [...(expression?.custom ?? [])])
  return [...new Set([...named, ...needs])]
}

function behind(fields: Iterable<string> = []): DealField[] {
  return [...fields].flatMap(field => fieldBehind[field as keyof typeof fieldBehind] ?? [])
}

/** Before, within and after each `{{deal.name}}` or `{{deal.custom.Region__c}}`. */
function partsOf(message: string): string[] {
  return message.split(/\{\{\s*([^{}]*?)\s*\}\}/)
}

/** What a message fills in: the rule judges without it, but a CRM is asked for it. */
function filledInBy(message: string): {fields: string[]; customFields: string[]} {
  const paths = partsOf(message).flatMap((part, at) => (at % 2 === 0 ? [] : [part.split('.')]))
  return {
    fields: paths.flatMap(([, field]) => field ?? []),
    customFields: paths.flatMap(([, , custom]) => custom ?? []),
  }
}

/** Gives the message of a deal. */
function templateOf({id, message}: CustomRuleEntry): (view: Readonly<Record<string, unknown>>) => string {
  const parts = partsOf(message)
  for (let at = 1; at < parts.length; at += 2) {
    const [root, field = '', custom] = parts[at]!.split('.')
    const isKnown =
      root === 'deal' &&
      Object.hasOwn(celFields, field) &&
      !field.endsWith('History') &&
      (field === 'custom') === (custom !== undefined)
    if (!isKnown)
      throw new RuleProblem(['message'], `rule "${id}": message: there is no "${parts[at]}" to fill in`, {
        hint: 'as {{deal.name}} or {{deal.custom.Region__c}}',
      })
  }
  return view => parts.map((part, at) => (at % 2 === 0 ? part : valueAt(view, part))).join('')
}

function valueAt(view: Readonly<Record<string, unknown>>, path: string): string {
  const [, field, custom] = path.split('.') as [string, CelField, string | undefined]
  const value = custom === undefined ? view[field] : (view.custom as Deal['custom'])[custom]
  return value === undefined ? '(none)' : String(value)
}
