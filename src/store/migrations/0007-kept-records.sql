-- Records of a CRM as its last complete read gave them, so that the next one fetches only what has changed. `shape` tells what was asked
-- for: fields, filters, who asked, of which version. A cache: losing a row costs a full read.
CREATE TABLE kept_records (
  crm_connection_id TEXT NOT NULL REFERENCES crm_connections (id) ON DELETE CASCADE,
  shape TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  document BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (crm_connection_id, shape)
) STRICT;
