-- What may be shown of ping_url, which only the master key opens: its host and first characters.

ALTER TABLE scheduled_reviews ADD COLUMN ping_url_shown TEXT;
