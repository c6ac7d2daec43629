import * as z from 'zod/mini'
import {described} from '../options.js'
import {ruleCategories} from '../rule.js'
import {severities} from '../severity.js'

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most))

/** A slash keeps them apart from those of the catalogue. */
const idPattern = /^[a-z0-9][a-z0-9-]{0,39}\/[a-z0-9][a-z0-9-]{0,59}$/

/** What a deal of an inline test has; other fields are empty. Dates as `2026-12-31`, instants as `2026-12-31T09:00:00Z`. */
const testDeal = z.record(z.string(), z.unknown())

const ruleTest = z.strictObject({
  deal: testDeal,
  expect: z.enum(['violation', 'pass', 'skip']),
  asOf: z.optional(z.string()),
})

/** A rule of one's own, as a rule file gives it. */
export const customRuleEntry = z.strictObject({
  id: described(
    'an id as acme/no-champion: small letters, digits and dashes around one slash',
    z.string().check(z.regex(idPattern)),
  ),
  title: z.optional(text(60)),
  category: z.enum(ruleCategories),
  severity: z.enum(severities),
  /** Which deals it is about; all when left out. */
  when: z.optional(text(2000)),
  violation: text(2000),
  message: text(500),
  fix: z.optional(text(500)),
  /** Custom fields that it reads beside those that it names: a CRM is asked for them. */
  needs: z.optional(z.array(text(120)).check(z.maxLength(50))),
  tests: z.optional(z.array(ruleTest).check(z.maxLength(100))),
})

export type CustomRuleEntry = z.infer<typeof customRuleEntry>
