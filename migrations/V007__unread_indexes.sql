-- Indexes that no verb asks: they cost a tenth of an import's writing. A run's captures, which `captures drop --run`
-- asks for, are found by looking through all.
DROP INDEX result_external;
DROP INDEX capture_run;
