import * as z from 'zod/mini'
import {inOrder} from './doubt.js'
import {wholeNumber} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {milderOf} from './severity.js'
import {violations} from './violations.js'

const pushed = violations(times => `close date was pushed out ${times === 1 ? 'once' : `${times} times`}`)

export const closeDatePushed = defineRule({
  id: 'close-date-pushed',
  title: 'Close date pushed',
  category: 'progress',
  severity: 'high',
  isRecommended: true,
  needs: ['pushCount'],
  options: z.strictObject({
    warn: wholeNumber('pushes', [1, 1000], 2),
    fail: wholeNumber('pushes', [1, 1000], 3),
  }),
  doubts: inOrder('warn', 'fail'),
  explain: {
    what: 'The close date of an open deal was moved into a later month fail times or more; medium, or less where the rule is set to less, from warn times on. A move within a month does not count, and one back takes none away.',
    why: 'No other sign tells as well that a deal will slip again.',
    fix: 'Agree on a date with the buyer, with the steps that lead to it, or take the deal out of the forecast.',
    source: 'Published playbooks escalate the second push and disqualify from the third on.',
  },
  check({pushCount}, {options, severity}) {
    if (pushCount === null) return skip
    if (pushCount >= options.fail) return pushed(pushCount)
    if (pushCount < options.warn) return pass
    return {message: pushed(pushCount).message, severity: milderOf('medium', severity)}
  },
})
