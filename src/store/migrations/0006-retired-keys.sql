-- Names of master keys (hexadecimal) that were replaced, after all that they sealed was sealed anew. What another process read or
-- sealed before that comes too late: stored, nobody could open it. Bytes 2 to 5 of a sealed secret name its key.

CREATE TABLE retired_keys (
  name TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER connections_insert_unsealed BEFORE INSERT ON crm_connections
WHEN hex(substr(NEW.secret, 2, 4)) IN (SELECT name FROM retired_keys)
BEGIN SELECT RAISE(ABORT, 'sealed with a retired key'); END;

CREATE TRIGGER connections_update_unsealed BEFORE UPDATE OF secret ON crm_connections
WHEN hex(substr(NEW.secret, 2, 4)) IN (SELECT name FROM retired_keys)
BEGIN SELECT RAISE(ABORT, 'sealed with a retired key'); END;

CREATE TRIGGER reviews_insert_unsealed BEFORE INSERT ON scheduled_reviews
WHEN hex(substr(NEW.ping_url, 2, 4)) IN (SELECT name FROM retired_keys)
  OR hex(substr(NEW.slack_webhook_url, 2, 4)) IN (SELECT name FROM retired_keys)
BEGIN SELECT RAISE(ABORT, 'sealed with a retired key'); END;

CREATE TRIGGER reviews_update_unsealed BEFORE UPDATE OF ping_url, slack_webhook_url ON scheduled_reviews
WHEN hex(substr(NEW.ping_url, 2, 4)) IN (SELECT name FROM retired_keys)
  OR hex(substr(NEW.slack_webhook_url, 2, 4)) IN (SELECT name FROM retired_keys)
BEGIN SELECT RAISE(ABORT, 'sealed with a retired key'); END;
