import * as z from 'zod/mini'
import {RevschedError} from '../errors.js'
import type {DealFilter} from '../review/deal-filter.js'
import {described} from './options.js'
import type {RuleSetting} from './ruleset.js'

const names = z.union([z.string(), z.array(z.string()).check(z.minLength(1))])
const amount = described('amount', z.number().check(z.minimum(-1e15), z.maximum(1e15)))

/** Which deals an override is for: all that is given must hold, lists are alternatives, case does not count. */
export const overrideWhen = z.strictObject({
  pipeline: z.optional(names),
  stage: z.optional(names),
  owner: z.optional(names),
  minAmount: z.optional(amount),
  maxAmount: z.optional(amount),
})

/** Settings of rules for some deals only. */
export type RuleOverride = {
  when: z.infer<typeof overrideWhen>
  rules: Readonly<Record<string, RuleSetting>>
}

/** A bit each in a whole number. */
const mostOverrides = 30

/** Throws `config` for too many of them, and for one that is for all deals or none. */
export function overrideFilters(overrides: readonly RuleOverride[]): DealFilter[] {
  if (overrides.length > mostOverrides)
    throw new RevschedError(
      'config',
      `there are ${overrides.length} overrides, ${mostOverrides} are allowed`,
      {
        hint: 'put stages, owners or pipelines with the same rules into one list',
      },
    )
  return overrides.map(({when}) => {
    const {pipeline, stage, owner, minAmount, maxAmount} = when
    if (Object.keys(when).length === 0)
      throw new RevschedError('config', `an override has an empty "when"`, {
        hint: 'name a pipeline, stage, owner, minAmount or maxAmount, or put its rules under "rules"',
      })
    if (minAmount !== undefined && maxAmount !== undefined && minAmount > maxAmount)
      throw new RevschedError('config', `no amount is at least ${minAmount} and at most ${maxAmount}`, {
        hint: 'exchange minAmount and maxAmount',
      })
    return {
      ...(pipeline !== undefined && {pipelines: listed(pipeline)}),
      ...(stage !== undefined && {stages: listed(stage)}),
      ...(owner !== undefined && {owners: listed(owner)}),
      ...(minAmount !== undefined && {minAmount}),
      ...(maxAmount !== undefined && {maxAmount}),
    }
  })
}

function listed(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given
}
