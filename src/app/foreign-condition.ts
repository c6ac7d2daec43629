import type {CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'

/** Throws `usage` where deals of something else than Salesforce are to be chosen in the language of Salesforce. */
export function refuseForeignCondition(
  filter: ScheduledReview['filter'],
  {kind, name}: Pick<CrmConnection, 'kind' | 'name'>,
): void {
  if (filter?.soql === undefined || kind === 'salesforce') return
  throw new RevschedError(
    'usage',
    `--soql is a condition for Salesforce, and the connection "${name}" is of kind "${kind}"`,
    {
      hint: 'choose by --pipeline, --stage, --owner, --min-amount or --close-to',
    },
  )
}
