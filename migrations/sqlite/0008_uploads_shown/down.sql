DROP INDEX uploads_shown;
ALTER TABLE uploads DROP COLUMN shown;
