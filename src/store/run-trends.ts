import type {RunTrends} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import type {Session} from './session.js'

type Row = {
  id: string
  health_score: number | null
  ruleset_fingerprint: string
  rule_id: string | null
  rate: number | null
}

/** What the last completed runs of a review up to this one found, oldest first: a few rows of each, not their documents. */
export function runTrends(
  session: Session,
  {id, scheduledReviewId}: Pick<Run, 'id' | 'scheduledReviewId'>,
  limit: number,
): RunTrends {
  if (scheduledReviewId === null) return []
  const runs = new Map<string, Omit<RunTrends[number], 'runId'> & {failureRates: Record<string, number>}>()
  let rules: string | null = null
  for (const row of session.prepared<Row>(lastRuns).all({id, scheduledReviewId, limit})) {
    const isUnderOtherRules = rules !== null && rules !== row.ruleset_fingerprint
    const run = runs.get(row.id) ?? {healthScore: row.health_score, isUnderOtherRules, failureRates: {}}
    runs.set(row.id, run)
    if (row.rule_id !== null && row.rate !== null) run.failureRates[row.rule_id] = row.rate
    rules = row.ruleset_fingerprint
  }
  return [...runs].map(([runId, run]) => ({runId, ...run}))
}

const lastRuns = `WITH last AS (
    SELECT id, health_score, created_at, rowid AS position FROM review_runs
    WHERE scheduled_review_id = @scheduledReviewId AND status = 'completed'
      AND (created_at, rowid) <= (SELECT created_at, rowid FROM review_runs WHERE id = @id)
    ORDER BY created_at DESC, rowid DESC LIMIT @limit)
  SELECT last.id, health_score, ruleset_fingerprint, rule_id, CAST(violated AS REAL) / checked AS rate FROM last
  JOIN analyses ON analyses.run_id = last.id
  LEFT JOIN rule_results ON rule_results.run_id = last.id AND skipped_reason IS NULL AND checked > 0
  ORDER BY last.created_at, last.position`
