-- Instants are milliseconds since the epoch, UTC. Ids are random. JSON columns hold documents that the domain checks.

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  email TEXT,
  tier TEXT NOT NULL CHECK (tier IN ('free', 'pro', 'team', 'enterprise')),
  api_token_hash TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE crm_connections (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'salesforce', 'hubspot')),
  settings TEXT NOT NULL,
  secret BLOB,
  last_checked_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (user_id, name)
) STRICT;

CREATE TABLE scheduled_reviews (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  description TEXT,
  crm_connection_id TEXT NOT NULL REFERENCES crm_connections (id),
  schedule TEXT NOT NULL,
  timezone TEXT NOT NULL,
  timezone_canonical TEXT NOT NULL,
  ruleset TEXT NOT NULL,
  filter TEXT,
  delivery_channels TEXT NOT NULL DEFAULT '[]',
  email_recipients TEXT NOT NULL DEFAULT '[]',
  slack_webhook_url BLOB,
  ping_url BLOB,
  deliver_when TEXT NOT NULL DEFAULT 'always',
  template TEXT,
  locale TEXT,
  overlap TEXT NOT NULL CHECK (overlap IN ('skip', 'queue', 'cancel-previous')),
  catch_up TEXT NOT NULL CHECK (catch_up IN ('latest', 'all', 'none')),
  catch_up_window_ms INTEGER NOT NULL CHECK (catch_up_window_ms >= 0),
  splay_ms INTEGER NOT NULL CHECK (splay_ms >= 0),
  timeout_ms INTEGER NOT NULL CHECK (timeout_ms > 0),
  max_retries INTEGER NOT NULL CHECK (max_retries >= 0),
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  paused_reason TEXT,
  last_run_at INTEGER,
  next_run_at INTEGER,
  cursor INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (user_id, name)
) STRICT;

CREATE INDEX scheduled_reviews_by_user ON scheduled_reviews (user_id, is_active);
CREATE INDEX scheduled_reviews_by_next_run ON scheduled_reviews (next_run_at, is_active);

CREATE TABLE review_runs (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  scheduled_review_id TEXT REFERENCES scheduled_reviews (id) ON DELETE SET NULL,
  review_name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'missed', 'skipped', 'cancelled')),
  trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'manual', 'catch-up', 'api', 'retry')),
  priority INTEGER NOT NULL,
  scheduled_for INTEGER,
  queued_at INTEGER,
  started_at INTEGER,
  completed_at INTEGER,
  deals_analyzed INTEGER,
  health_score REAL,
  issues_found INTEGER,
  high_risk_deals INTEGER,
  error_code TEXT,
  error_message TEXT,
  retry_count INTEGER NOT NULL DEFAULT 0,
  analysis_id TEXT,
  job_id TEXT,
  lease_owner TEXT,
  lease_expires_at INTEGER,
  fence INTEGER NOT NULL DEFAULT 0,
  range_until INTEGER,
  missed_count INTEGER,
  cancel_requested_at INTEGER,
  idempotency_key TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (scheduled_review_id, scheduled_for)
) STRICT;

CREATE INDEX review_runs_by_review ON review_runs (scheduled_review_id, status);
-- Of open runs alone: finished ones are a history of years, and nobody looks them up by these.
CREATE INDEX review_runs_by_start ON review_runs (status, started_at) WHERE status = 'running';
CREATE INDEX review_runs_by_queue ON review_runs (status, priority, queued_at) WHERE status = 'queued';
CREATE INDEX review_runs_by_age ON review_runs (user_id, created_at);

CREATE TRIGGER review_runs_final BEFORE UPDATE OF status ON review_runs
WHEN OLD.status NOT IN ('queued', 'running') AND NEW.status IS NOT OLD.status
BEGIN
  SELECT RAISE(ABORT, 'a finished run never changes its state');
END;

CREATE TABLE analyses (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE REFERENCES review_runs (id) ON DELETE CASCADE,
  ruleset_fingerprint TEXT NOT NULL,
  skipped_rules TEXT NOT NULL,
  document BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rule_results (
  run_id TEXT NOT NULL REFERENCES review_runs (id) ON DELETE CASCADE,
  rule_id TEXT NOT NULL,
  checked INTEGER NOT NULL,
  violated INTEGER NOT NULL,
  skipped_reason TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, rule_id)
) STRICT, WITHOUT ROWID;
