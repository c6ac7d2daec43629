import * as z from 'zod/mini'
import {customRuleEntry} from '../domain/rules/custom/entry.js'
import {described} from '../domain/rules/options.js'
import {overrideWhen} from '../domain/rules/overrides.js'
import {severities} from '../domain/rules/severity.js'
import {scoreEntry} from '../domain/score/scoring.js'

const settings = z.record(
  z.string(),
  described(
    `off, on, ${severities.join(', ')}, or options`,
    z.union([z.string(), z.literal(false), z.record(z.string(), z.unknown())]),
  ),
)

/** A key whose lines are all commented out is null. The settings of rules are checked rule by rule by resolveRuleset. */
export const ruleFileShape = z.strictObject({
  extends: z.nullish(z.array(z.string())),
  rules: z.nullish(settings),
  overrides: z.nullish(z.array(z.strictObject({when: overrideWhen, rules: settings}))),
  custom: z.nullish(z.array(customRuleEntry)),
  waivers: z.nullish(
    z.array(z.strictObject({rule: z.string(), deal: z.string(), until: z.string(), reason: z.string()})),
  ),
  score: z.nullish(scoreEntry),
})
