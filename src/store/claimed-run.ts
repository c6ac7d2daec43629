import {inputsKept, type RunCompletion} from '../domain/ports/store.js'
import type {Cancellation, Claim} from '../domain/run/run.js'
import {cancellationColumns, cancellationOf} from './cancel-runs.js'
import {addDeliveries} from './new-deliveries.js'
import type {RunRow} from './run-row.js'
import type {Session} from './session.js'

// What the holder of a claim writes, inside of a write transaction. Each statement names id, fence and state, so that a claim
// that was taken over or has ended changes nothing.

export const claimed = "id = @runId AND fence = @fence AND status = 'running'"

/** No longer anybody's. */
export const released = 'lease_owner = NULL, lease_expires_at = NULL'

/** How a run ends whose process is gone, where nobody tries it again. */
export const abandoned = {
  errorCode: 'abandoned',
  errorMessage: 'the process that ran it ended without a result',
}

/** Milliseconds that a renewed lease lasts longer, or it is not written: where runs are short, they end many times a second. */
const worthRenewing = 1000

/** Of a run that did not begin with its claim. */
export function noteBegun(session: Session, {claim, at}: {claim: Claim; at: Date}): void {
  session.prepared(begin).run({...claim, at: at.getTime()})
}

/** Null for a void claim. */
export function renewClaim(
  session: Session,
  claim: Claim,
  leaseExpiresAt: Date,
): {cancelRequested: Cancellation | null} | null {
  const run = session.prepared<RunRow>(held).get(claim)
  if (!run) return null
  const wanted = leaseExpiresAt.getTime()
  // Also one that is too long, by a clock that was set back.
  if (run.lease_expires_at === null || Math.abs(wanted - run.lease_expires_at) >= worthRenewing)
    session.prepared(renew).run({...claim, leaseExpiresAt: wanted})
  return {cancelRequested: cancellationOf(run)}
}

/** Result, analysis, input, rule results, the review's lastRunAt, and what is to be delivered. False, and nothing stored, for a void claim. */
export function storeCompletion(session: Session, claim: Claim, completion: RunCompletion): boolean {
  const {analysis, input, ruleResults, deliveries, ...numbers} = completion
  const {runId} = claim
  const createdAt = completion.completedAt.getTime()
  const {changes} = session
    .prepared(complete)
    .run({...claim, ...numbers, completedAt: createdAt, analysisId: analysis.id})
  if (changes === 0) return false
  const {skippedRules, ...document} = analysis
  session
    .prepared(insertAnalysis)
    .run({...document, skippedRules: JSON.stringify(skippedRules), runId, createdAt})
  session.prepared(insertInput).run({input, runId, createdAt})
  session.prepared(removeOldInputs).run({runId})
  session.prepared(insertRuleResults).run({results: JSON.stringify(ruleResults), runId, createdAt})
  session.prepared(noteAtReview).run({runId, createdAt})
  addDeliveries(session, {runId, deliveries, createdAt})
  return true
}

const begin = `UPDATE review_runs SET started_at = @at WHERE ${claimed}`

const held = `SELECT lease_expires_at, ${cancellationColumns.join(', ')} FROM review_runs WHERE ${claimed}`

const renew = `UPDATE review_runs SET lease_expires_at = @leaseExpiresAt WHERE ${claimed}`

// The error of an attempt before this one is no longer true.
const complete = `UPDATE review_runs SET status = 'completed', completed_at = @completedAt, deals_analyzed = @dealsAnalyzed,
  health_score = @healthScore, issues_found = @issuesFound, high_risk_deals = @highRiskDeals, analysis_id = @analysisId,
  error_code = NULL, error_message = NULL, ${released} WHERE ${claimed}`

const insertAnalysis = `INSERT INTO analyses (id, run_id, ruleset_fingerprint, skipped_rules, document, created_at)
  VALUES (@id, @runId, @rulesetFingerprint, @skippedRules, @document, @createdAt)`

const insertInput =
  'INSERT INTO review_inputs (run_id, document, created_at) VALUES (@runId, @input, @createdAt)'

// The one that this run pushes out, and a few that were left when others were removed: each may have many megabytes.
export const removeOldInputs = `DELETE FROM review_inputs WHERE run_id IN (
  SELECT id FROM review_runs WHERE scheduled_review_id IS (SELECT scheduled_review_id FROM review_runs WHERE id = @runId)
    AND status = 'completed' ORDER BY rowid DESC LIMIT 3 OFFSET ${inputsKept})`

// One statement for all rules: a run's statements are most of what it costs beside its review.
const insertRuleResults = `INSERT INTO rule_results (run_id, rule_id, checked, violated, skipped_reason, created_at)
  SELECT @runId, value ->> 'ruleId', value ->> 'checked', value ->> 'violated', value ->> 'skippedReason', @createdAt
  FROM json_each(@results)`

const noteAtReview = `UPDATE scheduled_reviews SET last_run_at = @createdAt
  WHERE id = (SELECT scheduled_review_id FROM review_runs WHERE id = @runId)`
