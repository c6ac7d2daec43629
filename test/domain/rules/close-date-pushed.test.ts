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
  {pushCount: 2, severity: 'medium'},
  // That of the rule, which a rule file may change.
  {pushCount: 3, severity: undefined},
])('is of the severity $severity from $pushCount pushes on', ({pushCount, severity}) => {
  const context = {options: closeDatePushed.options.parse({})}
  const verdict = closeDatePushed.check(aDeal({pushCount}), context as never)
  expect(Object(verdict).severity).toBe(severity)
})
