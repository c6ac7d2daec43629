import * as z from 'zod/mini'
import {about, count, date, maybeNumber, maybeText, named, number, severity, text, yes} from './parts.js'

export const findingShape = {
  ruleId: text(),
  severity: severity(),
  message: text(),
  pointsLost: number(),
  isNew: about('Not there in the last review; null where that cannot be told', z.nullable(yes())),
  reviews: about('In a row that found it, this one too', count()),
  since: about('Day of the first of them', date()),
}

export const dealShape = {
  id: text(),
  name: maybeText(),
  account: maybeText(),
  owner: maybeText(),
  pipeline: maybeText(),
  stage: maybeText(),
  amount: maybeNumber(),
  lastKnownAmount: maybeNumber(),
  currency: maybeText(),
  probability: about('0 to 1', maybeNumber()),
  forecastCategory: z.nullable(z.enum(['omitted', 'pipeline', 'best-case', 'commit', 'closed'])),
  closeDate: z.nullable(date()),
  url: maybeText(),
  health: about('0 to 100', number()),
  risk: z.enum(['high', 'medium', 'low', 'none']),
  pointsLost: about('Of the score of the whole review', number()),
  unchangedReviews: about('Reviews in a row that found stage, close date and amount as they are', count()),
  unchangedSince: date(),
  leftOut: about(
    'Known findings that --only-new leaves out',
    z.optional(z.object({findings: count(), pointsLost: number()})),
  ),
}

/** An open deal with what was found. */
export const deal = named(
  'Deal',
  z.object({...dealShape, findings: z.array(named('Finding', z.object(findingShape)))}),
)
