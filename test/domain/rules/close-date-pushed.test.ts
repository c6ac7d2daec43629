import {expect, it} from 'vitest'
import {closeDatePushed} from '../../../src/domain/rules/close-date-pushed.js'
import {aDeal} from '../../support/a-deal.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(closeDatePushed, {
  silent: [
    {name: 'never pushed', deal: {pushCount: 0}},
    {name: 'pushed once less than the first limit', deal: {pushCount: 1}},
    {name: 'pushed less than another limit', deal: {pushCount: 4}, options: {warn: 5, fail: 6}},
  ],
  fires: [
    {
      name: 'pushed as often as the first limit',
      deal: {pushCount: 2},
      message: 'close date was pushed out 2 times',
    },
    {
      name: 'pushed as often as the second',
      deal: {pushCount: 3},
      message: 'close date was pushed out 3 times',
    },
    {
      name: 'pushed once, where that is too often',
      deal: {pushCount: 1},
      options: {warn: 1},
      message: 'close date was pushed out once',
    },
  ],
  skips: [{name: 'nobody knows', deal: {pushCount: null}}],
})

it.each([
  {set: 'critical', twice: 'medium'},
  {set: 'high', twice: 'medium'},
  {set: 'medium', twice: 'medium'},
  {set: 'low', twice: 'low'},
  {set: 'info', twice: 'info'},
] as const)(
  'is $twice for two pushes where the rule is set to $set, and as set for three',
  ({set, twice}) => {
    const context = {options: closeDatePushed.options.parse({}), severity: set}
    const severityOf = (pushCount: number) =>
      Object(closeDatePushed.check(aDeal({pushCount}), context as never)).severity
    expect([severityOf(2), severityOf(3)]).toEqual([twice, undefined])
  },
)
