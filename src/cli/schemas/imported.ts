import * as z from 'zod/mini'
import {about, maybeInstant, maybeText, text, texts, yes} from './parts.js'

const job = {place: about('As "line 3"', text()), was: about('Its schedule there', text())}

export const imported = z.object({
  added: about('False with --dry-run, and where a job is refused', yes()),
  reviews: z.array(
    z.object({
      ...job,
      name: text(),
      schedule: text(),
      timezone: text(),
      nextRunAt: maybeInstant(),
      notes: texts(),
    }),
  ),
  refused: z.array(z.object({...job, reason: text(), hint: maybeText()})),
})
