import {describe, expect, it} from 'vitest'
import * as z from 'zod/mini'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import {described} from '../../../src/domain/rules/options.js'
import {valueProblems} from '../../../src/domain/rules/value-problem.js'

const text = z.string().check(z.minLength(1), z.maxLength(5))

const schema = z.strictObject({
  whole: z.optional(described('days', z.int().check(z.minimum(0), z.maximum(9)))),
  any: z.optional(z.int()),
  least: z.optional(z.number().check(z.minimum(0))),
  most: z.optional(z.number().check(z.maximum(9))),
  some: z.optional(z.nullable(z.number())),
  period: z.optional(z.enum(['month', 'quarter', 'year'])),
  isOn: z.optional(z.boolean()),
  text: z.optional(text),
  long: z.optional(z.string().check(z.minLength(1))),
  list: z.optional(z.array(text).check(z.minLength(1), z.maxLength(3))),
  names: z.optional(z.union([z.string(), z.array(z.string())])),
  map: z.optional(z.record(z.string(), z.array(z.int()))),
  id: z.optional(described('an id as a/b', z.string().check(z.regex(/^a/)))),
  maybe: z.nullish(z.strictObject({name: z.string()})),
  inner: z.optional(z.strictObject({name: z.string(), other: z.optional(z.string())})),
})

const told = (given: unknown) =>
  valueProblems(schema, given).map(({path, messageAt, hint}) => [messageAt(path), hint])

describe('a value that a schema refuses', () => {
  it.each<[given: Record<string, unknown>, message: string, hint?: string]>([
    [{whole: -1}, '"whole" = -1: it takes a whole number from 0 to 9 (days)'],
    [{whole: 10}, '"whole" = 10: it takes a whole number from 0 to 9 (days)'],
    [{whole: 1.5}, '"whole" = 1.5: it takes a whole number from 0 to 9 (days)'],
    [{whole: '3'}, '"whole" = "3": it takes a whole number from 0 to 9 (days)'],
    [{whole: null}, '"whole" = null: it takes a whole number from 0 to 9 (days)'],
    [{whole: Number.NaN}, '"whole" = NaN: it takes a whole number from 0 to 9 (days)'],
    [{any: 'x'}, '"any" = "x": it takes a whole number'],
    [{least: -1}, '"least" = -1: it takes a number, at least 0'],
    [{most: 10}, '"most" = 10: it takes a number, at most 9'],
    [{some: 'x'}, '"some" = "x": it takes a number'],
    [{period: 'week'}, '"period" = "week": it takes month, quarter or year'],
    [{period: 'yaer'}, '"period" = "yaer": it takes month, quarter or year', 'did you mean "year"?'],
    [{isOn: 'yes'}, '"isOn" = "yes": it takes true or false'],
    [{text: ''}, '"text" = "": it takes text of 1 to 5 characters'],
    [{long: ''}, '"long" = "": it takes text that is not empty'],
    [{list: []}, '"list" = []: it takes a list of 1 to 3, each text of 1 to 5 characters'],
    [{list: ['a', 2]}, '"list.1" = 2: it takes text of 1 to 5 characters'],
    [{names: 3}, '"names" = 3: it takes text or a list, each text'],
    [{map: 3}, '"map" = 3: it takes {name: a list, each a whole number}'],
    [{map: {a: [1, 'x']}}, '"map.a.1" = "x": it takes a whole number'],
    [{id: 'b'}, '"id" = "b": it takes an id as a/b'],
    [{inner: 1}, '"inner" = 1: it takes {name, other}'],
    [{inner: {}}, '"inner" lacks "name"'],
    [{inner: {name: 'a', othr: 1}}, 'unknown key "othr" at "inner"', 'did you mean "other"?'],
    [{inner: {name: 'a', zzzz: 1}}, 'unknown key "zzzz" at "inner"', 'allowed: name, other'],
    [{maybe: {name: 'a', zzzz: 1}}, 'unknown key "zzzz" at "maybe"', 'allowed: name'],
    [{whol: 1}, 'unknown key "whol"', 'did you mean "whole"?'],
    [{text: 'x'.repeat(90)}, `"text" = "${'x'.repeat(58)}…: it takes text of 1 to 5 characters`],
  ])('%j is told', (given, message, hint = undefined) =>
    expect(told(given)).toEqual([[message, hint ?? null]]),
  )

  it('hides no other', () => {
    expect(told({whole: -1, map: {a: ['x'], b: 1}, zzzz: 1})).toHaveLength(4)
  })

  it('is none where all is allowed', () => expect(told({whole: 9, inner: {name: 'a'}})).toEqual([]))

  // Zod has words of its own, without what is allowed.
  it.each(allRules.filter(rule => Object.keys(rule.options.parse({}) as object).length > 0))(
    'is told in words of the house for each option of $id',
    ({options}) => {
      for (const [name] of Object.entries(options.parse({}) as object)) {
        const [problem] = valueProblems(options, {[name]: Symbol.iterator})
        expect(problem?.messageAt([name])).toMatch(/: it takes (?!anything)/)
        expect(problem?.messageAt([name])).not.toMatch(/nvalid|expected|received/)
      }
    },
  )
})
