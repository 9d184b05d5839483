-- How many messages that are not recalled, cards and avatars show this file. At 0 it may be swept.
ALTER TABLE uploads ADD COLUMN shown BIGINT NOT NULL DEFAULT 0;

UPDATE uploads SET shown = counted.times FROM (
    SELECT substr(url, instr(url, '/api/media/') + 11) AS path, COUNT(*) AS times FROM (
        SELECT json_extract(body, '$.upload_url') AS url
        FROM messages WHERE kind IN ('image', 'file') AND recalled_at IS NULL AND body IS NOT NULL
        UNION ALL
        SELECT json_extract(body, '$.image_url')
        FROM messages WHERE kind = 'card' AND recalled_at IS NULL AND body LIKE '%/api/media/uploads/%'
        UNION ALL
        SELECT avatar FROM users WHERE avatar LIKE '%/api/media/uploads/%'
    ) WHERE url IS NOT NULL GROUP BY 1
) AS counted WHERE uploads.path = counted.path;

CREATE INDEX uploads_shown ON uploads (shown, created_at);
