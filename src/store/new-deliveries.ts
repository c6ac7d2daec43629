import type {NewDelivery} from '../domain/delivery/plan-deliveries.js'
import type {Session} from './session.js'

/** Inside of the write transaction that stores what they are about. Those that the run has already stay as they are. */
export function addDeliveries(
  session: Session,
  {runId, deliveries, createdAt}: {runId: string; deliveries: readonly NewDelivery[]; createdAt: number},
): void {
  for (const {id, channel, owner, recipient, skippedReason, expiresAt} of deliveries)
    session.prepared(insert).run({
      id,
      runId,
      channel,
      owner: owner ?? '',
      recipient: recipient ?? '',
      skippedReason,
      expiresAt: expiresAt.getTime(),
      createdAt,
    })
}

const insert = `INSERT INTO deliveries (id, run_id, channel_id, channel, kind, target, owner, recipient, status, next_attempt_at,
    expires_at, idempotency_key, last_error, created_at)
  SELECT @id, run.id, channel.id, channel.name, channel.kind, channel.target, @owner, @recipient,
    CASE WHEN @skippedReason IS NOT NULL THEN 'skipped' WHEN channel.disabled_reason IS NOT NULL THEN 'cancelled' ELSE 'pending' END,
    iif(@skippedReason IS NULL AND channel.disabled_reason IS NULL, @createdAt, NULL),
    @expiresAt, 'revsched-' || @id, coalesce(@skippedReason, channel.disabled_reason), @createdAt
  FROM review_runs AS run JOIN channels AS channel ON channel.user_id = run.user_id AND channel.name = @channel
  WHERE run.id = @runId
  ON CONFLICT DO NOTHING`
