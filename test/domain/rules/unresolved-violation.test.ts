import {describe, expect, it} from 'vitest'
import {pass} from '../../../src/domain/rules/rule.js'
import type {Severity} from '../../../src/domain/rules/severity.js'
import {unresolvedViolation} from '../../../src/domain/rules/unresolved-violation.js'

type Case = {
  name: string
  reviews?: number
  days?: number
  severity?: Severity
  options?: Record<string, unknown>
}

const judge = ({reviews = 3, days = 14, severity = 'high', options = {}}: Case) =>
  unresolvedViolation.repeated(
    {title: 'No next step', severity, reviews, days},
    unresolvedViolation.options.parse(options),
  )

describe('unresolved-violation', () => {
  it.each<Case>([
    {name: 'one review less than the limit', reviews: 2, days: 100},
    {name: 'one day less than the limit', reviews: 100, days: 6},
    {name: 'less severe', severity: 'medium'},
    {name: 'less severe than a limit of its own', options: {fromSeverity: 'critical'}},
    {name: 'one review less than a limit of its own', reviews: 4, options: {reviews: 5}},
    {name: 'one day less than a limit of its own', days: 29, options: {minDays: 30}},
  ])('is silent: $name', row => expect(judge(row)).toBe(pass))

  it.each<Case & {times?: number}>([
    {name: 'exactly all limits', reviews: 3, days: 7},
    {name: 'more severe', severity: 'critical'},
    {name: 'of any severity', severity: 'info', options: {fromSeverity: 'info'}},
    {name: 'twice on one day', reviews: 2, days: 0, options: {reviews: 2, minDays: 0}},
    {name: 'for years', reviews: 65_536, days: 65_535},
  ])('fires: $name', row =>
    expect(judge(row)).toEqual({message: `no next step in ${row.reviews ?? 3} reviews one after the other`}),
  )
})
