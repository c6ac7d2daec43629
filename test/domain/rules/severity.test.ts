import {describe, expect, it} from 'vitest'
import {isAtLeast, milderOf, oneWorse, severities} from '../../../src/domain/rules/severity.js'

describe('severities', () => {
  it('stand worst first', () => expect(severities).toEqual(['critical', 'high', 'medium', 'low', 'info']))

  it.each([
    {limit: 'critical', atLeast: ['critical']},
    {limit: 'high', atLeast: ['critical', 'high']},
    {limit: 'medium', atLeast: ['critical', 'high', 'medium']},
    {limit: 'low', atLeast: ['critical', 'high', 'medium', 'low']},
    {limit: 'info', atLeast: ['critical', 'high', 'medium', 'low', 'info']},
  ] as const)('at least $limit are $atLeast', ({limit, atLeast}) => {
    expect(severities.filter(severity => isAtLeast(severity, limit))).toEqual(atLeast)
  })

  it.each([
    {other: 'critical', milder: ['medium', 'medium']},
    {other: 'medium', milder: ['medium', 'medium']},
    {other: 'low', milder: ['low', 'low']},
  ] as const)('of medium and $other the milder is $milder.0', ({other, milder}) => {
    expect([milderOf('medium', other), milderOf(other, 'medium')]).toEqual(milder)
  })

  it('are one worse than the next, but for the worst', () => {
    expect(severities.map(oneWorse)).toEqual(['critical', 'critical', 'high', 'medium', 'low'])
  })
})
