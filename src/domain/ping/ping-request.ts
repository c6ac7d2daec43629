/** What healthchecks.io and its like are told: a run began, it ended well, it has failed for good. */
export type PingKind = 'start' | 'success' | 'fail'

/**
 * The address of one ping: `<url>/start`, `<url>` as it was given, `<url>/fail`. `rid` tells which ping belongs to which: runs
 * may overlap. A query that the URL has (`create=1`) stays.
 */
export function pingAddress(url: string, kind: PingKind, runId: string): string {
  const address = new URL(url)
  if (kind !== 'success') address.pathname = `${address.pathname.replace(/\/+$/, '')}/${kind}`
  const query = address.search.slice(1)
  address.search = `${query === '' ? '' : `${query}&`}rid=${encodeURIComponent(runId)}`
  return address.href
}

type Result = {
  healthScore: number | null
  dealsAnalyzed: number
  issuesFound: number
  highRiskDeals: number
}

/** Numbers only: whoever runs the service of the pings need not know any deal. */
export function successBody({healthScore, dealsAnalyzed, issuesFound, highRiskDeals}: Result): string {
  const score = healthScore === null ? 'none' : healthScore.toFixed(1)
  return `score: ${score}\ndeals: ${dealsAnalyzed}\nfindings: ${issuesFound}\nhigh-risk deals: ${highRiskDeals}\n`
}

/** The message of an error may quote what a CRM said: its code does not. */
export function failBody(errorCode: string): string {
  return `error: ${errorCode}\n`
}
