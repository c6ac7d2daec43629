/** A pipeline of fewer deals may well lose half of them in a week. */
const leastDeals = 10

/** Losing more than this share from one review to the next is rarely the work of a sales team. */
const alarmingShare = 0.5

/**
 * What a person should look at who gets a score of what is left: a filter, a right or an export may have changed. Null where nothing
 * much is missing. The share is that of no source: half is what nobody would overlook in a list.
 */
export function pipelineDropText(before: number, now: number): string | null {
  if (before < leastDeals || now >= before * (1 - alarmingShare)) return null
  const deals = now === 1 ? '1 open deal' : `${now === 0 ? 'no' : now} open deals`
  return `${deals} now, ${before} at the last review: look whether a filter, a right or the export has changed`
}
