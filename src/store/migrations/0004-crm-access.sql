-- Set while the CRM does not take the login of a connection, in words for a person.
ALTER TABLE crm_connections ADD COLUMN needs_login TEXT;

-- Who fetches a token for a connection right now: a refresh token may be valid once, so one process does at a time.
CREATE TABLE login_locks (
  crm_connection_id TEXT PRIMARY KEY REFERENCES crm_connections (id) ON DELETE CASCADE,
  owner TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- When the next call of a kind may be made if no calls had been saved up, over all processes. `place` is an account of a CRM, which several
-- connections may share, or the connection itself while its account is not known.
CREATE TABLE call_permits (
  place TEXT NOT NULL,
  bucket TEXT NOT NULL,
  next_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (place, bucket)
) STRICT;
