import {describe, expect, it} from 'vitest'
import {givenFilter} from '../../src/cli/filter-flags.js'
import {noScheduleFlags} from '../support/no-access.js'

describe('the flags of a filter', () => {
  it.each<[string, object, object | undefined]>([
    ['none', {}, undefined],
    [
      'names',
      {pipeline: ['Sales ', 'Renewals'], stage: ['Won'], owner: ['Ann']},
      {pipelines: ['Sales', 'Renewals'], stages: ['Won'], owners: ['Ann']},
    ],
    ['amounts', {minAmount: '0', maxAmount: '1500.50'}, {minAmount: 0, maxAmount: 1500.5}],
    ['the same amount', {minAmount: '5', maxAmount: '5'}, {minAmount: 5, maxAmount: 5}],
    [
      'dates',
      {closeFrom: '2027-01-31', closeTo: '2027-01-31'},
      {closeFrom: '2027-01-31', closeTo: '2027-01-31'},
    ],
    ['days', {closeFrom: '-30d', closeTo: 'today'}, {closeFrom: '-30d', closeTo: 'today'}],
    [
      'a day that may be before a date',
      {closeFrom: '+90d', closeTo: '2026-01-01'},
      {closeFrom: '+90d', closeTo: '2026-01-01'},
    ],
    ['a condition', {soql: "Type = 'New'"}, {soql: "Type = 'New'"}],
  ])('%s', (_, given, filter) => {
    expect(givenFilter({...noScheduleFlags, ...given})).toEqual(filter)
  })

  it.each<[string, object, string, string]>([
    ['an empty name', {stage: [' ']}, 'the flag --stage is empty', '--stage'],
    ['no number', {minAmount: '5k'}, '"5k" is not an amount for --min-amount', '--min-amount 50000'],
    ['an empty number', {maxAmount: ''}, '"" is not an amount', '--max-amount 50000'],
    ['no date', {closeTo: 'soon'}, '"soon" is not a date for --close-to', '--close-to +90d'],
    ['an empty condition', {soql: ''}, '--soql is empty', '--soql'],
  ])('%s is refused', (_, given, message, hint) => {
    expect(() => givenFilter({...noScheduleFlags, ...given})).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    )
  })
})
