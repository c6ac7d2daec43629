-- The deals that a completed run was made from, so that it can be scored again under other rules: of the newest runs of each review alone.
-- NULL where they were too many to be kept.

CREATE TABLE review_inputs (
  run_id TEXT PRIMARY KEY REFERENCES review_runs (id) ON DELETE CASCADE,
  document BLOB,
  created_at INTEGER NOT NULL
) STRICT;
