import * as z from 'zod/mini'
import {delivery} from './delivery.js'
import {about, count, instant, maybeNumber, maybeText, number, text} from './parts.js'
import {changesShape, review, storedScore, waiver} from './review.js'
import {dealShape, findingShape} from './reviewed-deal.js'
import {run, runDocument} from './run.js'

/** `report`, and what `run-now`, `retry --wait` and `demo` print. */
export const report = z.object({
  run,
  rescored: about(
    'What is stored of a run that is scored again by --rules',
    z.optional(z.object({stored: storedScore})),
  ),
  deliveries: about('Left out where nothing was to be sent', z.optional(z.array(delivery))),
  review,
})

/** `report --deal`. */
const oneDeal = z.object({
  run,
  review: z.object({asOf: instant(), timezone: text(), score: maybeNumber(), dealsAnalyzed: count()}),
  deal: z.object({
    ...dealShape,
    findings: z.array(z.object({...findingShape, fix: maybeText()})),
    waivers: z.array(waiver),
    weight: z.object({
      weight: about('Its part of the score, 0 to 1', number()),
      byAmount: number(),
      byCount: number(),
      amount: maybeNumber(),
      basis: z.enum(['own', 'last-known', 'median', 'none']),
    }),
  }),
})

export const reportOrDeal = z.union([report, oneDeal])

/** With `--queue` alone, the run that was queued. */
export const reportOrRun = z.union([report, runDocument])

const changedFinding = z.object({ruleId: text(), dealId: text(), name: maybeText(), message: text()})

export const diff = z.object({
  from: run,
  to: run,
  ...changesShape,
  findings: z.object({new: z.array(changedFinding), resolved: z.array(changedFinding)}),
})
