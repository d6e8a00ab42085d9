-- terminate all others
select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
-- cancel
select pg_cancel_backend(pid) from pg_stat_activity
-- reload
select pg_reload_conf()
-- rotate log
select pg_rotate_logfile()
-- sleep
select pg_sleep(20)
-- sleep for
select pg_sleep_for('20 s')
-- sleep until
select pg_sleep_until(now() + interval '20 s')
-- set_config
select set_config('statement_timeout', '0', false)
-- set_config in where
select 1 where set_config('search_path', 'trap', false) is not null
-- set_config in order by
select 1 from app.accounts order by set_config('role', 'none', false)
-- set_config in limit
select 1 limit length(set_config('statement_timeout', '0', false))
-- set_config in offset
select 1 offset length(set_config('statement_timeout', '0', false)) - 1
-- set_config in group by
select count(*) from app.accounts group by set_config('work_mem', '1GB', false)
-- set_config in having
select tenant from app.accounts group by tenant having set_config('work_mem', '1GB', false) <> ''
-- set_config in a window
select row_number() over (order by set_config('work_mem', '1GB', false)) from app.accounts
-- set_config in a named window
select sum(id) over w from app.accounts window w as (partition by set_config('work_mem', '1GB', false))
-- set_config in filter
select count(*) filter (where set_config('work_mem', '1GB', false) <> '') from app.accounts
-- set_config in case
select case when true then set_config('work_mem', '1GB', false) end
-- set_config in coalesce
select coalesce(null, set_config('work_mem', '1GB', false))
-- set_config in an array
select array[set_config('work_mem', '1GB', false)]
-- set_config in a row
select row(set_config('work_mem', '1GB', false))
-- set_config in from
select * from set_config('work_mem', '1GB', false)
-- set_config in lateral
select * from app.accounts a, lateral (select set_config('work_mem', a.name, false)) s
-- set_config in rows from
select * from rows from (generate_series(1, 2), set_config('work_mem', '1GB', false)) with ordinality
-- set_config in join
select 1 from app.accounts a join app.accounts b on set_config('work_mem', '1GB', false) = a.name
-- set_config in values
values (1, set_config('work_mem', '1GB', false))
-- set_config in distinct on
select distinct on (set_config('work_mem', '1GB', false)) id from app.accounts
-- set_config in grouping sets
select count(*) from app.accounts group by grouping sets ((set_config('work_mem', '1GB', false)), ())
-- set_config in tablesample
select * from app.accounts tablesample bernoulli (length(set_config('work_mem', '1GB', false)))
-- set_config in repeatable
select * from app.accounts tablesample bernoulli (1) repeatable (length(set_config('work_mem', '1GB', false)))
-- set_config in frame
select sum(id) over (order by id rows length(set_config('work_mem', '1GB', false)) preceding) from app.accounts
-- set_config in within group
select percentile_cont(0.5) within group (order by length(set_config('work_mem', '1GB', false))) from app.accounts
-- set_config in an aggregate's order
select array_agg(id order by set_config('work_mem', '1GB', false)) from app.accounts
-- set_config in a named argument
select make_interval(days => length(set_config('work_mem', '1GB', false)))
-- set_config in variadic
select concat(variadic array[set_config('work_mem', '1GB', false)])
-- set_config in a subscript
select (array[1, 2])[length(set_config('work_mem', '1GB', false))]
-- set_config in in
select 1 where 'x' in ('a', set_config('work_mem', '1GB', false))
-- set_config in any
select 1 where 'x' = any (array(select set_config('work_mem', '1GB', false)))
-- set_config in between
select 1 where 'x' between 'a' and set_config('work_mem', '1GB', false)
-- set_config in xmltable
select * from xmltable('/a' passing xmlparse(document set_config('work_mem', '1GB', false)) columns a text)
-- set_config in xmltable's default
select * from xmltable('/a' passing ('<a/>'::xml) columns a text path '@x' default set_config('work_mem', '1GB', false))
-- set_config in xmlelement
select xmlelement(name a, xmlattributes(set_config('work_mem', '1GB', false) as b))
-- set_config in json_table
select * from json_table(set_config('work_mem', '1GB', false)::jsonb, '$' columns (a int path '$'))
-- set_config in json_value passing
select json_value('{}', '$.a' passing set_config('work_mem', '1GB', false) as x)
-- set_config in json_object
select json_object('a': set_config('work_mem', '1GB', false))
-- set_config in json on empty
select json_value('{}', '$.a' default set_config('work_mem', '1GB', false) on empty)
-- set_config in union
select 'a' union all select set_config('work_mem', '1GB', false)
-- set_config in recursion
with recursive r as (select 1 as n union all select n + length(set_config('work_mem', '1GB', false)) from r where n < 3) select * from r
-- set_config in exists
select exists (select set_config('work_mem', '1GB', false))
-- set_config in a collation
select set_config('work_mem', '1GB', false) collate "C"
-- set_config in a quantified row
select (1, 'x') = (select 1, set_config('work_mem', '1GB', false))
-- set_config in greatest
select greatest('a', set_config('work_mem', '1GB', false))
-- set_config in nullif
select nullif('a', set_config('work_mem', '1GB', false))
-- set_config in is distinct
select 'a' is distinct from set_config('work_mem', '1GB', false)
-- quoted
select "set_config"('work_mem', '1GB', false)
-- qualified and quoted
select "pg_catalog"."set_config"('work_mem', '1GB', false)
-- unicode escapes
select U&"\0073et_config"('work_mem', '1GB', false)
-- unicode escapes with another escape
select U&"!0073et_config" UESCAPE '!' ('work_mem', '1GB', false)
-- upper case
SELECT SET_CONFIG('work_mem', '1GB', FALSE)
-- comments inside
select/**/set_config/* x */(/**/'work_mem'/**/,'1GB',false)
-- nested comments
select /* /* */ */ set_config /* -- */ ('work_mem', '1GB', false)
-- line comments
select --
set_config --
('work_mem', '1GB', false)
-- dollar quotes
select set_config($$work_mem$$, $x$1GB$x$, false)
-- database qualified
select postgres.pg_catalog.set_config('work_mem', '1GB', false)
-- seed
select setseed(0.5)
-- advisory lock
select pg_advisory_lock(42)
-- advisory lock shared
select pg_advisory_lock_shared(42)
-- try advisory lock
select pg_try_advisory_lock(42)
-- advisory transaction lock
select pg_advisory_xact_lock(42)
-- advisory unlock all
select pg_advisory_unlock_all()
-- read file
select pg_read_file('PG_VERSION')
-- read binary file
select pg_read_binary_file('global/pg_control')
-- list directory
select pg_ls_dir('.')
-- list wal
select * from pg_ls_waldir()
-- stat file
select * from pg_stat_file('PG_VERSION')
-- current log file
select pg_current_logfile()
-- import a large object
select lo_import('/etc/passwd')
-- export a large object
select lo_export(1, '/tmp/neon-dba-guard-lo')
-- make a large object
select lo_from_bytea(0, 'x')
-- create a large object
select lo_create(0)
-- open a large object
select lo_open(1, 393216)
-- write a large object
select lo_put(1, 0, 'x')
-- unlink a large object
select lo_unlink(oid) from pg_largeobject_metadata
-- switch wal
select pg_switch_wal()
-- restore point
select pg_create_restore_point('x')
-- emit a message
select pg_logical_emit_message(false, 'a', 'b')
-- backup
select pg_backup_start('x')
-- physical slot
select pg_create_physical_replication_slot('pwn')
-- logical slot
select pg_create_logical_replication_slot('pwn', 'pgoutput')
-- drop slots
select pg_drop_replication_slot(slot_name) from pg_replication_slots
-- advance a slot
select pg_replication_slot_advance('pwn', '0/1')
-- peek at a slot
select * from pg_logical_slot_peek_changes('pwn', null, null)
-- replication origin
select pg_replication_origin_create('pwn')
-- transaction id
select pg_current_xact_id()
-- old transaction id
select txid_current()
-- export a snapshot
select pg_export_snapshot()
-- notify by a call
select pg_notify('guard', 'x')
-- next value
select nextval('app.tickets')
-- set value
select setval('app.tickets', 1000)
-- query to xml
select query_to_xml('select pg_notify(''guard'', ''x'')', true, true, '')
-- query to xml schema
select query_to_xmlschema('select pg_notify(''guard'', ''x'')', true, true, '')
-- table to xml over a view
select table_to_xml('app.evil_view', true, true, '')
-- schema to xml
select schema_to_xml('app', true, true, '')
-- database to xml
select database_to_xml(true, true, '')
-- cursor to xml
select cursor_to_xml('c', 1, true, true, '')
-- ts_stat
select * from ts_stat('select to_tsvector(''a'') where pg_notify(''guard'', ''x'') is null')
-- ts_rewrite
select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, pg_notify(''guard'', ''x'')::text::tsquery')
-- reset statistics
select pg_stat_reset()
-- reset shared statistics
select pg_stat_reset_shared('bgwriter')
-- reset statements
select pg_stat_statements_reset()
-- flush statistics
select pg_stat_force_next_flush()
-- write statistics
select pg_restore_relation_stats('schemaname', 'app', 'relname', 'accounts', 'reltuples', 1::real)
-- clear statistics
select pg_clear_relation_stats('app', 'accounts')
-- log memory contexts
select pg_log_backend_memory_contexts(pg_backend_pid())
-- import collations
select pg_import_system_collations('pg_catalog')
-- brin
select brin_summarize_new_values('app.accounts_pkey')
-- gin
select gin_clean_pending_list('app.accounts_pkey')
-- promote
select pg_promote()
-- pause replay
select pg_wal_replay_pause()
-- binary upgrade
select binary_upgrade_set_next_pg_type_oid(1)
-- next oid
select pg_nextoid('pg_class', 'oid', 'pg_class_oid_index')
-- extension dump
select pg_extension_config_dump('app.accounts', '')
-- column notation
select (0.1::float8).pg_sleep
-- column notation on an alias
select t.pg_sleep from generate_series(1::float8, 2::float8) as t
-- column notation on a call
select (pg_backend_pid()).pg_cancel_backend
-- input function of a domain
select domain_in('1', 'app.evil_domain'::regtype, -1)
-- input function of an array
select array_in('{1}', 'app.evil_domain'::regtype, -1)
-- input function of a row
select record_in('(1,x)', 'app.evil_row'::regtype, -1)
-- input by the name of a type
select pg_input_is_valid('1', 'app.evil_domain')
-- input by a computed name of a type
select pg_input_is_valid('1', 'app.' || 'evil_domain')
-- input error info
select * from pg_input_error_info('1', 'app.evil_domain')
