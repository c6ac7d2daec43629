import * as z from 'zod/mini'
import {wholeNumber} from './options.js'
import {defineRule, pass} from './rule.js'

const missing = {message: 'has no next step'}

export const missingNextStep = defineRule({
  id: 'missing-next-step',
  title: 'No next step',
  category: 'completeness',
  severity: 'medium',
  isRecommended: true,
  needs: ['nextStep'],
  options: z.strictObject({minLength: wholeNumber('characters', [1, 1000], 3)}),
  explain: {
    what: 'The next step of an open deal is empty or shorter than minLength characters.',
    why: 'A deal without a plan waits for the buyer to act.',
    fix: 'Write down what happens next, who does it and when.',
    source: 'Anything under 3 characters ("-", "ok") is no plan.',
  },
  check(deal, {options}) {
    return deal.nextStep === null || deal.nextStep.trim().length < options.minLength ? missing : pass
  },
})
