DROP INDEX uploads_shown ON uploads;
ALTER TABLE uploads DROP COLUMN shown;
