export type Settings = Readonly<Record<string, string>>;

/** Of every Postgres. They are given at each start, so that a newer neon-dba brings its own. */
export const commonSettings: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_preload_libraries: "pg_stat_statements",
  timezone: "UTC",
  log_timezone: "UTC",
  // Clients that take all connections do not lock out those that watch over Postgres.
  superuser_reserved_connections: "10",
  // A crash ends Postgres; the next connection starts it again, with a watchdog.
  restart_after_crash: "off",
  // Errors of statements are told to those who made them. They hold data, and would fill the log.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
  track_io_timing: "on",
};

/** Of the shadow cluster: nothing has to outlive a crash. */
export const shadowSettings: Settings = {
  ...commonSettings,
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum: "off",
};
