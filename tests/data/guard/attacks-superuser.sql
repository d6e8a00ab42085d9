-- foreign table over a file
select * from app.passwd
-- foreign table over a program
select * from app.program
-- foreign table of a renamed wrapper
select * from app.renamed
-- view over a foreign table
select * from app.over_program
-- partition that is a foreign table
select * from app.partitioned
-- internal function under another name
select app.internal_notify('guard', 'x')
-- internal function, immutable
select app.internal_sleep(20)
-- c function under another name
select app.c_dblink('drop table app.accounts')
-- dblink with a connection
select * from dblink('dbname=postgres', 'select 1') as t(a int)
-- dblink_send_query
select dblink_send_query('x', 'select 1')
-- crosstab
select * from crosstab('select 1, 2, pg_notify(''guard'', ''x'')::text') as t(a int, b text)
-- crosstab with categories
select * from crosstab('select 1, 2, 3', 'select pg_notify(''guard'', ''x'')::text') as t(a int, b int)
-- connectby
select * from connectby('app.evil_view', 'id', 'x', '1', 0) as t(a int, b int, c int)
-- xpath_table
select * from xpath_table('id', 'name', 'app.evil_view', '/a', 'true') as t(a int, b text)
-- prewarm
select pg_prewarm('app.accounts')
-- evict
select * from pg_buffercache_evict_all()
-- surgery
select heap_force_kill('app.accounts', array['(0,1)']::tid[])
-- visibility map
select pg_truncate_visibility_map('app.accounts')
-- parent check
select bt_index_parent_check('app.accounts_pkey')
-- trigram limit
select set_limit(0.9)
-- foreign connections
select postgres_fdw_disconnect_all()
-- trigger of another session's statistics
select pg_stat_reset_single_table_counters('app.accounts'::regclass)
-- file functions of a superuser
select pg_ls_dir('/etc')
-- read any file
select pg_read_file('/etc/passwd')
-- hide in an extension's function
select hstore('a', pg_read_file('/etc/passwd'))
-- dblink_connect
select dblink_connect('dbname=postgres')
-- dblink with ddl
select * from dblink('dbname=postgres', 'drop table app.accounts') as t(a text)
-- dblink_exec
select dblink_exec('dbname=postgres', 'drop table app.accounts')
