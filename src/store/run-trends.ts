import type {RunTrends} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import type {Session} from './session.js'

type Row = {id: string; health_score: number | null; rule_id: string | null; rate: number | null}

/** What the last completed runs of a review up to this one found, oldest first: a few rows of each, not their documents. */
export function runTrends(
  session: Session,
  {id, scheduledReviewId}: Pick<Run, 'id' | 'scheduledReviewId'>,
  limit: number,
): RunTrends {
  if (scheduledReviewId === null) return []
  const runs = new Map<string, {healthScore: number | null; failureRates: Record<string, number>}>()
  for (const row of session.prepared<Row>(lastRuns).all({id, scheduledReviewId, limit})) {
    const run = runs.get(row.id) ?? {healthScore: row.health_score, failureRates: {}}
    runs.set(row.id, run)
    if (row.rule_id !== null && row.rate !== null) run.failureRates[row.rule_id] = row.rate
  }
  return [...runs].map(([runId, run]) => ({runId, ...run}))
}

const lastRuns = `WITH last AS (
    SELECT id, health_score, created_at, rowid AS position FROM review_runs
    WHERE scheduled_review_id = @scheduledReviewId AND status = 'completed'
      AND (created_at, rowid) <= (SELECT created_at, rowid FROM review_runs WHERE id = @id)
    ORDER BY created_at DESC, rowid DESC LIMIT @limit)
  SELECT last.id, health_score, rule_id, CAST(violated AS REAL) / checked AS rate FROM last
  LEFT JOIN rule_results ON run_id = last.id AND skipped_reason IS NULL AND checked > 0
  ORDER BY last.created_at, last.position`
