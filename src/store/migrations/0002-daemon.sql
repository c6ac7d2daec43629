-- What the daemon needs: how often a run took its process down, who runs or ran the daemon, and what happened to time.

ALTER TABLE review_runs ADD COLUMN crash_count INTEGER NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX review_runs_by_key ON review_runs (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE TABLE daemons (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  lease_owner TEXT NOT NULL,
  version TEXT NOT NULL,
  tz_version TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  stopped_at INTEGER,
  state TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX daemons_by_start ON daemons (started_at);

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  daemon_id TEXT,
  detail TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX events_by_time ON events (at);
