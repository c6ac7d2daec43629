-- A user who was removed: their runs stay, and so does the row that these name. Null for all others.

ALTER TABLE users ADD COLUMN removed_at INTEGER;
