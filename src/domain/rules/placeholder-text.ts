import * as z from 'zod/mini'
import {defineRule, pass, skip} from './rule.js'

const words = [
  'tbd',
  'tba',
  'n/a',
  'na',
  'none',
  'todo',
  'test',
  'xxx',
  'unknown',
  'pending',
  'asap',
  'follow up',
]

export const placeholderText = defineRule({
  id: 'placeholder-text',
  title: 'Placeholder text',
  category: 'completeness',
  severity: 'low',
  isRecommended: false,
  needs: ['nextStep'],
  options: z.strictObject({
    patterns: z._default(
      z.array(z.string().check(z.minLength(1), z.maxLength(100))).check(z.maxLength(200)),
      words,
    ),
  }),
  explain: {
    what: 'The next step or the name of an open deal is nothing but one of patterns, or has no letter and no digit. Case, blanks around it and signs at its end do not count.',
    why: 'A required field that is filled with anything looks complete and says nothing.',
    fix: 'Write what happens next, with whom and when.',
    source: 'The words that people type to get past a required field.',
  },
  check(deal, {options}) {
    if (deal.nextStep === null && deal.name === null) return skip
    if (isPlaceholder(deal.nextStep, options.patterns))
      return {message: `next step is only "${deal.nextStep!.trim()}"`}
    if (isPlaceholder(deal.name, options.patterns)) return {message: `is called only "${deal.name!.trim()}"`}
    return pass
  },
})

/** Longer than any placeholder: most texts are told by their length. */
const longest = 100

function isPlaceholder(text: string | null, placeholders: readonly string[]): boolean {
  if (text === null || text.length > longest || text.trim() === '') return false
  if (!/[\p{L}\p{N}]/u.test(text)) return true
  const plain = plainText(text)
  return placeholders.some(word => plainText(word) === plain)
}

function plainText(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[.!?…]+$/u, '')
}
