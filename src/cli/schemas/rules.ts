import * as z from 'zod/mini'
import {ruleCategories} from '../../domain/rules/rule.js'
import {about, anything, count, maybeText, named, severity, text, texts, yes} from './parts.js'

const shape = {
  id: text(),
  title: text(),
  category: z.enum(ruleCategories),
  severity: severity(),
  isRecommended: about('On in "recommended"', yes()),
  needs: about('Fields without which it is skipped', texts()),
  what: text(),
}

export const listedRule = named('Rule', z.object(shape))

export const rules = z.array(listedRule)

export const placedProblem = named(
  'PlacedProblem',
  z.object({
    place: about('As rules.yaml:4:7', text()),
    file: text(),
    line: count(),
    column: count(),
    severity: z.enum(['error', 'warning']),
    message: text(),
    hint: text(),
  }),
)

const origin = named('FieldOrigin', z.object({names: texts(), note: maybeText()}))

export const explainedRule = z.object({
  ...shape,
  fields: z.array(
    z.object({field: text(), isNeeded: yes(), file: origin, salesforce: origin, hubspot: origin}),
  ),
  why: text(),
  fix: text(),
  source: about('Who says so', text()),
  options: z.array(z.object({name: text(), type: text(), value: about('The default, as JSON', text())})),
  needsCustom: z.optional(texts()),
  custom: about('A rule of your own, as its file has it', z.optional(anything())),
})

export const lintedRules = z.object({
  file: text(),
  problems: about('The first 100', z.array(placedProblem)),
  more: about('Problems beyond those', count()),
  notes: texts(),
})

export const testedRules = z.object({
  results: z.array(
    z.object({
      ruleId: text(),
      test: about('From 1 on', count()),
      expected: z.enum(['violation', 'pass', 'skip']),
      problem: about('Null when the rule said what was expected', maybeText()),
    }),
  ),
  untested: about('Rules without tests', texts()),
})

export const writtenRules = z.object({file: text()})
