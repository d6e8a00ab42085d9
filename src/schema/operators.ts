/** Extensions that watch or run the server, and are in no application's own schema. */
export const operatorsExtensions: ReadonlySet<string> = new Set([
  "amcheck",
  "hypopg",
  "neon",
  "neon_utils",
  "pageinspect",
  "pg_buffercache",
  "pg_cron",
  "pg_freespacemap",
  "pg_prewarm",
  "pg_session_jwt",
  "pg_stat_statements",
  "pg_visibility",
  "pg_walinspect",
  "pgaudit",
  "pgrowlocks",
  "pgstattuple",
]);
