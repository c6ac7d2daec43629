import * as z from 'zod/mini'
import {about, count, each, instant, maybeText, named, text, texts, yes} from './parts.js'
import {placedProblem} from './rules.js'

const value = about('As the file has it; null where the default holds', z.unknown())

const change = named(
  'SetupChange',
  z.object({
    section: z.enum(['connections', 'channels', 'reviews']),
    name: text(),
    action: z.enum(['create', 'update', 'remove']),
    fields: z.array(z.object({key: text(), before: value, after: value})),
    next: about('Of a review: when it is due next', z.optional(z.array(instant()))),
  }),
)

/** What is done, or of a file with mistakes, these. */
export const applied = z.union([
  z.object({
    file: text(),
    isDryRun: yes(),
    isApplied: about('False with --dry-run, and where nothing changes', yes()),
    changes: z.array(change),
    unchanged: each(['connections', 'channels', 'reviews'], count()),
    pausedByHand: about('Reviews that stay paused, as the file does not say otherwise', texts()),
  }),
  z.object({
    file: text(),
    problems: about('The first 100', z.array(placedProblem)),
    more: about('Problems beyond those', count()),
  }),
])

export const exported = z.object({
  file: about('Where it was written; null with the text', maybeText()),
  text: about('YAML; null where it was written to a file', maybeText()),
  variables: about('Of the environment, from which its secrets are read', texts()),
})
