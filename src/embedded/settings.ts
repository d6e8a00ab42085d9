import type { ClusterKind } from "./cluster.ts";

export type Settings = Readonly<Record<string, string>>;

/** Of every compute. They are given at each start, so that a newer neon-dba brings its own. */
const common: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_preload_libraries: "pg_stat_statements",
  timezone: "UTC",
  log_timezone: "UTC",
  // Clients that take all connections do not lock out those that watch over the compute.
  superuser_reserved_connections: "10",
  // A crash ends the compute; the next connection starts it again, with a watchdog.
  restart_after_crash: "off",
  // Errors of statements are told to those who made them. They hold data, and would fill the log.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
  track_io_timing: "on",
};

/** Nothing has to outlive a crash. */
const disposable: Settings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum: "off",
};

export const settings: Record<ClusterKind, Settings> = {
  main: common,
  shadow: { ...common, ...disposable },
};
