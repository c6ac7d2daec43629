-- Where digests go, and each sending of one run to one target.

CREATE TABLE channels (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('slack', 'email', 'webhook', 'teams', 'file')),
  settings TEXT NOT NULL,
  secret BLOB,
  -- What may be shown of where messages go.
  target TEXT NOT NULL,
  disabled_reason TEXT,
  -- Its place asked to be left alone until then, or got a message a moment ago.
  not_before INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  UNIQUE (user_id, name)
) STRICT;

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES review_runs (id) ON DELETE CASCADE,
  channel_id TEXT REFERENCES channels (id) ON DELETE SET NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  -- Whose deals alone it tells, and where it goes then; empty for all, as NULLs are never equal.
  owner TEXT NOT NULL DEFAULT '',
  recipient TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL CHECK (status IN
    ('pending', 'sending', 'sent', 'partial', 'failed', 'unknown', 'expired', 'cancelled', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  expires_at INTEGER NOT NULL,
  lease_owner TEXT,
  lease_expires_at INTEGER,
  fence INTEGER NOT NULL DEFAULT 0,
  idempotency_key TEXT NOT NULL UNIQUE,
  is_repeat INTEGER NOT NULL DEFAULT 0 CHECK (is_repeat IN (0, 1)),
  state TEXT NOT NULL DEFAULT '{}',
  last_error TEXT,
  sent_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (run_id, channel, owner, recipient)
) STRICT;

-- Of open ones alone: those that have ended are a history of years.
CREATE INDEX deliveries_open ON deliveries (status, next_attempt_at) WHERE status IN ('pending', 'sending');
CREATE INDEX deliveries_by_channel ON deliveries (channel_id) WHERE status IN ('pending', 'sending');

ALTER TABLE scheduled_reviews ADD COLUMN owner_digests TEXT;
