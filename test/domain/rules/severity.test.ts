import {describe, expect, it} from 'vitest'
import {isAtLeast, severities} from '../../../src/domain/rules/severity.js'

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
})
