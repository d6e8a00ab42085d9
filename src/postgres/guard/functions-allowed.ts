/** Functions of Postgres and of extensions that are volatile, yet only read; reviewed for Postgres 14 to 18. */
interface Allowed {
  readonly why: string;
  /** Separated by white space. */
  readonly names: string;
}

const ALLOWED: readonly Allowed[] = [
  {
    why: "values that differ from call to call and leave nothing behind",
    names: `random random_normal normal_rand clock_timestamp timeofday gen_random_uuid uuidv4 uuidv7 uuid_generate_v1
      uuid_generate_v1mc uuid_generate_v4 uuid_generate_v7 gen_ulid gen_random_bytes gen_salt array_sample
      array_shuffle st_generatepoints bernoulli system system_rows system_time`,
  },
  {
    why: "volatile by an old label only (Postgres 14)",
    names: "timezone",
  },
  {
    why: "encryption in memory",
    names: `pgp_sym_encrypt pgp_sym_encrypt_bytea pgp_pub_encrypt pgp_pub_encrypt_bytea`,
  },
  {
    why: "facts about this session and its transaction",
    names: `current_query currval lastval pg_jit_available pg_xact_status txid_status pg_last_committed_xact
      pg_xact_commit_timestamp pg_xact_commit_timestamp_origin pg_get_multixact_members user_id session uid jwt`,
  },
  {
    why: "sizes, partitions, sequences and definitions",
    names: `pg_relation_size pg_table_size pg_indexes_size pg_total_relation_size pg_database_size pg_tablespace_size
      pg_partition_tree pg_partition_ancestors pg_sequence_last_value pg_get_sequence_data amvalidate
      pg_collation_actual_version pg_database_collation_actual_version`,
  },
  {
    why: "statistics and state in shared memory",
    names: `pg_stat_get_backend_io pg_stat_get_backend_wal pg_stat_get_io pg_stat_get_recovery_prefetch
      pg_stat_get_xact_blocks_fetched pg_stat_get_xact_blocks_hit pg_stat_get_xact_function_calls
      pg_stat_get_xact_function_self_time pg_stat_get_xact_function_total_time pg_stat_get_xact_numscans
      pg_stat_get_xact_tuples_deleted pg_stat_get_xact_tuples_fetched pg_stat_get_xact_tuples_hot_updated
      pg_stat_get_xact_tuples_inserted pg_stat_get_xact_tuples_newpage_updated pg_stat_get_xact_tuples_returned
      pg_stat_get_xact_tuples_updated pg_stat_have_stats pg_lock_status pg_blocking_pids
      pg_safe_snapshot_blocking_pids pg_prepared_xact pg_get_aios pg_get_backend_memory_contexts
      pg_get_process_memory_contexts pg_get_loaded_modules pg_get_shmem_allocations pg_get_shmem_allocations_numa
      pg_get_wait_events pg_notification_queue_usage pg_stat_statements pg_stat_statements_info
      pg_old_snapshot_time_mapping`,
  },
  {
    why: "configuration files as the server understands them, for superusers only",
    names: "pg_show_all_file_settings pg_hba_file_rules pg_ident_file_mappings",
  },
  {
    why: "WAL, recovery, replication and control data, read only",
    names: `pg_current_wal_flush_lsn pg_current_wal_insert_lsn pg_current_wal_lsn pg_is_in_recovery
      pg_is_wal_replay_paused pg_get_wal_replay_pause_state pg_last_wal_receive_lsn pg_last_wal_replay_lsn
      pg_last_xact_replay_timestamp pg_get_wal_resource_managers pg_get_wal_summarizer_state
      pg_available_wal_summaries pg_wal_summary_contents pg_control_checkpoint pg_control_init pg_control_recovery
      pg_control_system pg_replication_origin_progress pg_replication_origin_session_is_setup
      pg_replication_origin_session_progress pg_show_replication_origin_status pg_is_in_backup
      pg_backup_start_time pg_get_wal_record_info pg_get_wal_records_info pg_get_wal_records_info_till_end_of_wal
      pg_get_wal_stats pg_get_wal_stats_till_end_of_wal pg_get_wal_block_info pg_get_wal_fpi_info`,
  },
  {
    why: "pages, tuples, caches and indexes as they are, without a lock that others feel",
    names: `pgstattuple pgstattuple_approx pgstatindex pgstatginindex pgstathashindex pg_relpages pg_freespace
      pg_visibility pg_visibility_map pg_visibility_map_summary pg_check_frozen pg_check_visible
      pg_buffercache_pages pg_buffercache_summary pg_buffercache_usage_counts pg_buffercache_numa_pages
      pg_buffercache_os_pages pgrowlocks bt_index_check gin_index_check verify_heapam get_raw_page
      page_header page_checksum fsm_page_contents heap_page_items heap_page_item_attrs heap_tuple_infomask_flags
      tuple_data_split bt_metap bt_page_stats bt_page_items bt_multi_page_stats brin_page_type brin_metapage_info
      brin_revmap_data brin_page_items gin_metapage_info gin_page_opaque_info gin_leafpage_items
      gist_page_opaque_info gist_page_items gist_page_items_bytea hash_page_type hash_page_stats hash_page_items
      hash_bitmap_info hash_metapage_info`,
  },
  {
    why: "what Neon's extensions tell about compute and cache",
    names: `pg_cluster_size backpressure_lsns backpressure_throttling_time local_cache_pages neon_get_lfc_stats
      approximate_working_set_size_seconds get_backend_perf_counters get_perf_counters get_prewarm_info
      get_local_cache_state num_cpus neon_perf_counters`,
  },
  {
    why: "TLS of this session, and the library's mode",
    names: `ssl_cipher ssl_client_cert_present ssl_client_dn ssl_client_dn_field ssl_client_serial
      ssl_extension_info ssl_is_used ssl_issuer_dn ssl_issuer_field ssl_version fips_mode`,
  },
  {
    why: "connections of foreign servers listed, keys and statements as text",
    names: `postgres_fdw_get_connections dblink_get_connections dblink_get_pkey dblink_build_sql_insert
      dblink_build_sql_update dblink_build_sql_delete dblink_current_query`,
  },
];

const NAMES = new Set(ALLOWED.flatMap(({ names }) => names.split(/\s+/)));

/** Whether a volatile function of Postgres or of an extension may be called by a reading statement. */
export function isAllowedVolatile(name: string): boolean {
  return NAMES.has(name);
}

export const allowedNames: readonly string[] = [...NAMES];
