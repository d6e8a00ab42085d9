/** Functions that no reading statement may call, whatever their label says, and why: to be read after the name. */
interface Denied {
  readonly why: string;
  readonly next?: string;
  /** Separated by white space. */
  readonly names: string;
}

const SELECT_DIRECTLY = "Write the query itself into the statement.";
const STAY_INSIDE =
  "Read tables and views instead; files and programs of the server are out of reach here.";

const DENIED: readonly Denied[] = [
  {
    why: "reads or writes files of the server",
    next: STAY_INSIDE,
    names: `pg_read_file pg_read_binary_file pg_read_file_old pg_ls_dir pg_ls_logdir pg_ls_waldir pg_ls_tmpdir pg_ls_archive_statusdir
      pg_ls_summariesdir pg_ls_logicalmapdir pg_ls_logicalsnapdir pg_ls_replslotdir pg_stat_file pg_current_logfile
      pg_file_write pg_file_sync pg_file_rename pg_file_unlink pg_file_read pg_file_length pg_logdir_ls
      pg_get_logical_snapshot_meta pg_get_logical_snapshot_info lo_import
      lo_export wal_log_file`,
  },
  {
    why: "signals or ends other sessions, or the server itself",
    next: 'Ask the user first; then use `mode: "write"` where writing is allowed.',
    names: `pg_terminate_backend pg_cancel_backend pg_reload_conf pg_rotate_logfile pg_rotate_logfile_old pg_promote
      pg_wal_replay_pause pg_wal_replay_resume pg_log_backend_memory_contexts pg_log_standby_snapshot
      injection_points_attach injection_points_wakeup injection_points_run`,
  },
  {
    why: "changes settings",
    next: "Leave it out: timeouts and limits are parameters of the call.",
    names: "set_config setseed set_limit isn_weak",
  },
  {
    why: "takes or releases locks",
    next: "Leave it out: a read needs no lock of its own.",
    names: `pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_shared
      pg_advisory_unlock_all pg_advisory_xact_lock pg_advisory_xact_lock_shared pg_try_advisory_lock
      pg_try_advisory_lock_shared pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared bt_index_parent_check`,
  },
  {
    why: "works on large objects",
    next: "Read `pg_largeobject_metadata` for what exists.",
    names: `lo_close lo_creat lo_create lo_from_bytea lo_get lo_lseek lo_lseek64 lo_open lo_put lo_tell lo_tell64
      lo_truncate lo_truncate64 lo_unlink loread lowrite`,
  },
  {
    why: "waits and holds the connection",
    next: "Leave it out, and call again later instead.",
    names: "pg_sleep pg_sleep_for pg_sleep_until",
  },
  {
    why: "writes to the WAL or steers its files",
    names: `pg_switch_wal pg_create_restore_point pg_logical_emit_message pg_backup_start pg_backup_stop
      pg_start_backup pg_stop_backup`,
  },
  {
    why: "changes or reads on replication slots and origins",
    next: "Read `pg_replication_slots` and `pg_stat_replication`.",
    names: `pg_create_logical_replication_slot pg_create_physical_replication_slot pg_copy_logical_replication_slot
      pg_copy_physical_replication_slot pg_drop_replication_slot pg_replication_slot_advance
      pg_logical_slot_get_changes pg_logical_slot_get_binary_changes pg_logical_slot_peek_changes
      pg_logical_slot_peek_binary_changes pg_replication_origin_advance pg_replication_origin_create
      pg_replication_origin_drop pg_replication_origin_session_reset pg_replication_origin_session_setup
      pg_replication_origin_xact_reset pg_replication_origin_xact_setup pg_sync_replication_slots`,
  },
  {
    why: "takes a transaction id",
    next: "Use `pg_current_xact_id_if_assigned()`.",
    names: "pg_current_xact_id txid_current",
  },
  {
    why: "shares this transaction's snapshot with others",
    names: "pg_export_snapshot",
  },
  {
    why: "sends to other sessions",
    names: "pg_notify",
  },
  {
    why: "advances or sets a sequence",
    next: "Read `pg_sequences`, or the sequence itself like a table.",
    names: "nextval setval",
  },
  {
    why: "runs SQL or reads relations that are given as text, past the check of this statement",
    next: SELECT_DIRECTLY,
    names: `query_to_xml query_to_xml_and_xmlschema query_to_xmlschema cursor_to_xml cursor_to_xmlschema table_to_xml
      table_to_xml_and_xmlschema schema_to_xml schema_to_xml_and_xmlschema database_to_xml
      database_to_xml_and_xmlschema ts_stat crosstab crosstab2 crosstab3 crosstab4 connectby
      xpath_table`,
  },
  {
    why: "runs SQL on another server, or steers such connections",
    names: `dblink dblink_connect dblink_connect_u dblink_disconnect dblink_open dblink_fetch dblink_close dblink_exec
      dblink_send_query dblink_get_result dblink_cancel_query dblink_is_busy dblink_error_message dblink_get_notify
      postgres_fdw_disconnect postgres_fdw_disconnect_all`,
  },
  {
    why: "maintains storage or caches",
    next: "Leave it to the maintenance of the database.",
    names: `brin_desummarize_range brin_summarize_new_values brin_summarize_range gin_clean_pending_list pg_prewarm
      autoprewarm_start_worker autoprewarm_dump_now pg_buffercache_evict pg_buffercache_evict_relation
      pg_buffercache_evict_all pg_truncate_visibility_map heap_force_kill heap_force_freeze
      pg_import_system_collations pg_nextoid pg_stop_making_pinned_objects pg_extension_config_dump
      approximate_working_set_size prewarm_local_cache hypopg_create_index hypopg_drop_index hypopg_reset`,
  },
  {
    why: "resets or writes statistics",
    names: `pg_stat_reset pg_stat_reset_backend_stats pg_stat_reset_replication_slot pg_stat_reset_shared
      pg_stat_reset_single_function_counters pg_stat_reset_single_table_counters pg_stat_reset_slru
      pg_stat_reset_subscription_stats pg_stat_statements_reset pg_clear_attribute_stats pg_clear_relation_stats
      pg_restore_attribute_stats pg_restore_relation_stats pg_stat_force_next_flush pg_stat_clear_snapshot`,
  },
  {
    why: "runs a style sheet that may reach for files",
    names: "xslt_process",
  },
  {
    why: "changes who this session is",
    names: "init jwt_session_init",
  },
  {
    why: "belongs to pg_upgrade",
    names: `binary_upgrade_add_sub_rel_state binary_upgrade_create_empty_extension
      binary_upgrade_logical_slot_has_caught_up binary_upgrade_replorigin_advance binary_upgrade_set_missing_value
      binary_upgrade_set_next_array_pg_type_oid binary_upgrade_set_next_heap_pg_class_oid
      binary_upgrade_set_next_heap_relfilenode binary_upgrade_set_next_index_pg_class_oid
      binary_upgrade_set_next_index_relfilenode binary_upgrade_set_next_multirange_array_pg_type_oid
      binary_upgrade_set_next_multirange_pg_type_oid binary_upgrade_set_next_pg_authid_oid
      binary_upgrade_set_next_pg_enum_oid binary_upgrade_set_next_pg_tablespace_oid
      binary_upgrade_set_next_pg_type_oid binary_upgrade_set_next_toast_pg_class_oid
      binary_upgrade_set_next_toast_relfilenode binary_upgrade_set_record_init_privs`,
  },
  {
    why: "reads a value of a type that is known only when it runs, whose checks may do anything",
    next: "Cast to the type by its name: `value::type`.",
    names: `domain_in domain_recv array_in array_recv record_in record_recv range_in range_recv multirange_in
      multirange_recv`,
  },
  {
    why: "is a part of Postgres that no SQL calls",
    names: `brinhandler bthandler ginhandler gisthandler hashhandler heap_tableam_handler spghandler dsnowball_init
      dsnowball_lexize plpgsql_call_handler plpgsql_inline_handler plpgsql_validator plperl_call_handler
      plperl_inline_handler plperl_validator plperlu_call_handler plperlu_inline_handler plperlu_validator
      plpython3_call_handler plpython3_inline_handler plpython3_validator pltcl_call_handler pltclu_call_handler
      fmgr_internal_validator fmgr_c_validator fmgr_sql_validator pg_isolation_test_session_is_blocked
      currtid2 currtid blhandler dintdict_init dintdict_lexize dxsyn_init dxsyn_lexize unaccent_init
      unaccent_lexize int_agg_state int_agg_final_array dblink_fdw_validator file_fdw_handler file_fdw_validator
      postgres_fdw_handler postgres_fdw_validator`,
  },
];

const BY_NAME = new Map(
  DENIED.flatMap(({ why, next, names }) =>
    names.split(/\s+/).map((name) => [name, { why, next }] as const),
  ),
);

/** Why a built-in or extension function of this name is refused, and what to do instead; undefined for others. */
export function denial(name: string): { why: string; next: string | undefined } | undefined {
  return BY_NAME.get(name);
}

export const deniedNames: readonly string[] = [...BY_NAME.keys()];
