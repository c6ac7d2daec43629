-- The connection that a run in the queue is going to read: a claim finds the oldest run of each connection by one look-up, however
-- many wait for one that is full. Kept by triggers, as a run names its review, and a review may be given another connection.

ALTER TABLE review_runs ADD COLUMN waits_for TEXT NOT NULL DEFAULT '';

UPDATE review_runs SET waits_for = coalesce(
  (SELECT crm_connection_id FROM scheduled_reviews WHERE id = review_runs.scheduled_review_id), '')
WHERE status IN ('queued', 'running');

CREATE INDEX review_runs_by_connection ON review_runs (status, priority, waits_for, queued_at) WHERE status = 'queued';

CREATE TRIGGER review_runs_wait AFTER INSERT ON review_runs WHEN NEW.status = 'queued'
BEGIN
  UPDATE review_runs SET waits_for = coalesce(
    (SELECT crm_connection_id FROM scheduled_reviews WHERE id = NEW.scheduled_review_id), '')
  WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER scheduled_reviews_move AFTER UPDATE OF crm_connection_id ON scheduled_reviews
WHEN NEW.crm_connection_id <> OLD.crm_connection_id
BEGIN
  UPDATE review_runs SET waits_for = NEW.crm_connection_id
  WHERE scheduled_review_id = NEW.id AND status IN ('queued', 'running');
END;
