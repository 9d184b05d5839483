-- How many messages that are not recalled, cards and avatars show this file. At 0 it may be swept.
ALTER TABLE uploads ADD COLUMN shown BIGINT NOT NULL DEFAULT 0;

UPDATE uploads JOIN (
    SELECT path, COUNT(*) AS times FROM (
        SELECT CONVERT(SUBSTRING_INDEX(JSON_UNQUOTE(JSON_EXTRACT(body, '$.upload_url')), '/api/media/', -1) USING ascii)
               COLLATE ascii_bin AS path
        FROM messages WHERE kind IN ('image', 'file') AND recalled_at IS NULL AND body IS NOT NULL
        UNION ALL
        SELECT CONVERT(SUBSTRING_INDEX(JSON_UNQUOTE(JSON_EXTRACT(body, '$.image_url')), '/api/media/', -1) USING ascii)
               COLLATE ascii_bin
        FROM messages WHERE kind = 'card' AND recalled_at IS NULL AND body LIKE '%/api/media/uploads/%'
        UNION ALL
        SELECT CONVERT(SUBSTRING_INDEX(avatar, '/api/media/', -1) USING ascii) COLLATE ascii_bin
        FROM users WHERE avatar LIKE '%/api/media/uploads/%'
    ) AS shows GROUP BY path
) AS counted ON uploads.path = counted.path
SET uploads.shown = counted.times;

CREATE INDEX uploads_shown ON uploads (shown, created_at);
