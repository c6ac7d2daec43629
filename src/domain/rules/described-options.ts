import * as z from 'zod/mini'
import type {Rule} from './rule.js'

/** `value` is the default, as JSON. */
type DescribedOption = {name: string; type: string; value: string}

/** The rule's options, read from the schema that checks them. */
export function describedOptions(rule: Rule): DescribedOption[] {
  const {properties = {}} = z.toJSONSchema(rule.options, {io: 'input', unrepresentable: 'any'})
  return Object.entries(properties).map(([name, property]) => {
    const {type, anyOf = [], default: value} = typeof property === 'object' ? property : {}
    const types = [type, ...anyOf.map(one => typeof one === 'object' && one.type)].filter(Boolean)
    return {name, type: types.join(' or ') || 'value', value: JSON.stringify(value) ?? '(none)'}
  })
}
