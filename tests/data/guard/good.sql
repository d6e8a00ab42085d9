-- constant
select 1
-- parameters of the session
show server_version
-- show all
show all
-- values
values (1, 'a'), (2, 'b')
-- table
table app.accounts
-- count with a filter
select count(*) filter (where balance > 100), sum(balance) from app.accounts
-- group, having, order
select tenant, avg(balance)::numeric(10, 2) as mean from app.accounts group by tenant having count(*) > 1 order by mean desc nulls last limit 3
-- grouping sets
select tenant, name, grouping(tenant, name), count(*) from app.accounts group by grouping sets ((tenant, name), (tenant), ())
-- rollup
select tenant, count(*) from app.accounts group by rollup (tenant)
-- cube
select tenant, id % 2, count(*) from app.accounts group by cube (tenant, id % 2)
-- date_bin
select date_bin('1 day', at, timestamptz '2026-01-01') as day, count(*) from app.events group by 1 order by 1
-- date_trunc with a zone
select date_trunc('week', at, 'Europe/Berlin'), count(*) from app.events group by 1
-- extract
select extract(isodow from at), count(*) from app.events group by 1
-- at time zone
select at at time zone 'utc' from app.events limit 1
-- generate_series of dates
select d::date, count(e.id) from generate_series(timestamptz '2026-01-01', '2026-01-10', '1 day') d left join app.events e on e.at >= d and e.at < d + interval '1 day' group by 1
-- json_to_recordset with a column list
select * from json_to_recordset('[{"a": 1, "b": "x"}]') as t(a int, b text)
-- jsonb_to_record
select * from jsonb_to_record('{"a": 1}') as t(a numeric(10, 2))
-- ilike with concatenation
select name from app.accounts where name ilike '%' || $$ame 1$$ || '%'
-- similar to
select 'abc' similar to '%(b|d)%'
-- regular expressions
select regexp_replace(name, '\d+', '#', 'g'), (regexp_match(name, '(\d+)'))[1] from app.accounts where name ~ '^name \d$'
-- escapes
select E'a\nb', U&'d\0061t\+000061', 'it''s', $x$ $1 $x$
-- like with escape
select 'a%b' like 'a!%b' escape '!'
-- xml
select xmlelement(name account, xmlattributes(id as id), xmlforest(name, balance)) from app.accounts limit 2
-- xmltable
select * from xmltable('/r/a' passing ('<r><a i="1">x</a></r>'::xml) columns i int path '@i', v text path '.')
-- xpath and xmlagg
select xmlagg(xmlelement(name n, name)), xpath('/a/text()', '<a>1</a>') from app.accounts group by tenant
-- xmlserialize
select xmlserialize(document '<a/>'::xml as text indent), xmlexists('/a' passing ('<a/>'::xml)), '<a/>'::xml is document
-- window frames
select id, sum(balance) over (partition by tenant order by id rows between 2 preceding and current row exclude ties) from app.accounts
-- window range with an interval
select at, count(*) over (order by at range between interval '1 day' preceding and current row) from app.events limit 5
-- named window
select rank() over w, dense_rank() over w, lag(balance, 1, 0::numeric) over w, ntile(4) over w, first_value(id) over w from app.accounts window w as (partition by tenant order by balance)
-- groups frame
select sum(id) over (order by tenant groups between 1 preceding and 1 following) from app.accounts
-- lateral
select a.id, e.kind from app.accounts a cross join lateral (select kind from app.events where account = a.id order by at desc limit 1) e
-- lateral function
select a.id, t from app.accounts a, unnest(a.tags) with ordinality as u(t, n)
-- rows from
select * from rows from (generate_series(1, 2), unnest(array['a', 'b'])) with ordinality as t(n, s, o)
-- tablesample
select count(*) from app.accounts tablesample bernoulli (50) repeatable (1)
-- tablesample system
select count(*) from app.events_1 tablesample system (50)
-- recursive
with recursive tree as (select id, parent, array[id] as path from app.people where parent is null union all select p.id, p.parent, path || p.id from app.people p join tree on p.parent = tree.id) select * from tree
-- recursive with search and cycle
with recursive tree(id, parent) as (select id, parent from app.people where parent is null union all select p.id, p.parent from app.people p join tree on p.parent = tree.id) search depth first by id set o cycle id set looped using way select * from tree order by o
-- materialized cte
with big as materialized (select * from app.accounts where balance > 500), small as not materialized (select * from app.accounts) select count(*) from big join small using (id)
-- full text
select id, ts_rank(to_tsvector('english', body), q), ts_headline('english', body, q) from app.accounts, websearch_to_tsquery('english', 'quick fox') q where to_tsvector('english', body) @@ q limit 3
-- text search functions
select plainto_tsquery('a b'), phraseto_tsquery('a b'), setweight(to_tsvector('a'), 'A'), ts_rewrite('a & b'::tsquery, 'a'::tsquery, 'c'::tsquery), ts_lexize('english_stem', 'stars')
-- jsonpath
select doc @? '$.items[*] ? (@ > 100)', jsonb_path_query_array(doc, '$.items[*]'), jsonb_path_exists_tz('{"a": "2026-01-01"}', '$.a.datetime()') from app.accounts limit 3
-- jsonb operators
select doc -> 'n', doc ->> 'n', doc #> '{items,0}', doc #>> '{items,0}', doc ? 'n', doc @> '{"n": 1}', doc - 'n', doc || '{"z": 1}', doc['n'] from app.accounts limit 2
-- jsonb functions
select jsonb_agg(doc order by id), jsonb_object_agg(id, name), jsonb_build_object('a', 1), jsonb_set(min(doc::text)::jsonb, '{n}', '5'), jsonb_pretty('{"a": 1}') from app.accounts where id < 5
-- jsonb each
select key, value from app.accounts, jsonb_each(doc) where id = 1
-- json constructors
select json_object('a': 1, 'b': null absent on null), json_array(1, 2), json_objectagg(id: name), json_arrayagg(id order by id desc) from app.accounts where id < 4
-- json predicates
select '{"a": 1}' is json, '[1]' is json array, '1' is json scalar with unique keys
-- json_table
select t.* from app.accounts, json_table(doc, '$' columns (n int path '$.n', nested path '$.items[*]' columns (item int path '$'))) t limit 4
-- json_value and json_query
select json_value(doc, '$.n' returning int default 0 on empty), json_query(doc, '$.items' with wrapper), json_exists(doc, '$.x') from app.accounts limit 2
-- json functions
select json('{"a": 1}'), json_scalar(1), json_serialize('{"a": 1}' returning text)
-- to_json of a row
select to_json(a), row_to_json(row(1, 'a')) from app.people a
-- populate
select * from jsonb_populate_record(null::app.pair, '{"a": 1, "b": "x"}')
-- ranges
select span, lower(span), upper(span), span && int4range(1, 5), span @> 3, span -|- int4range(6, 7), isempty(span) from app.accounts limit 3
-- multiranges
select range_agg(span), range_agg(span) @> 3, unnest(int4multirange(int4range(1, 3), int4range(5, 6))) from app.accounts where id < 5
-- range_intersect_agg
select range_intersect_agg(span) from app.accounts where id < 3
-- arrays
select tags[1], array_length(tags, 1), tags && array['t1'], 't1' = any (tags), array_agg(id) over (), cardinality(tags), array_position(tags, 't1'), tags[1:2] from app.accounts limit 2
-- array from a subquery
select array(select id from app.accounts order by id limit 3), array[[1, 2], [3, 4]]
-- unnest of several
select * from unnest(array[1, 2], array['a', 'b']) as t(n, s)
-- set operations
select id from app.accounts union all select id from app.people intersect select 1 except select 2
-- sublinks
select id from app.accounts a where exists (select from app.events e where e.account = a.id) and id in (select account from app.events) and balance > all (select 1) and (id, tenant) = (select 1, 1)
-- not in
select id from app.people where id not in (1, 2) and mail is distinct from 'x@y'
-- case
select case when balance > 500 then 'high' when balance > 100 then 'middle' else 'low' end, case tenant when 0 then 'a' else 'b' end, nullif(tenant, 0), coalesce(null, name), greatest(1, tenant), least(1, tenant) from app.accounts limit 2
-- between and friends
select id between 1 and 5, id between symmetric 5 and 1, id not between 2 and 3, null is null, true is not false, row(1, null) is null from app.accounts limit 1
-- percentiles
select percentile_cont(0.5) within group (order by balance), percentile_disc(array[0.25, 0.75]) within group (order by balance), mode() within group (order by tenant) from app.accounts
-- hypothetical set
select rank(500) within group (order by balance) from app.accounts
-- statistics
select corr(id, balance), regr_slope(balance, id), stddev_samp(balance), var_pop(balance), covar_pop(id, balance) from app.accounts
-- string functions
select string_agg(distinct name, ', ' order by name), format('%I.%L', 'a', 'b'), left('abc', 1), lpad('1', 3, '0'), split_part('a,b', ',', 2), concat_ws('-', 1, 2), translate('a', 'a', 'b'), md5('a'), encode('a', 'base64'), overlay('abc' placing 'x' from 2 for 1), position('b' in 'abc'), substring('abc' from 2), trim(both from ' a '), upper('a'), lower('A'), length('abc') from app.accounts
-- hashes
select sha256('a'), hashtext('a'), crc32('a')
-- mathematics
select abs(-1), round(1.5), ceil(1.2), power(2, 3), sqrt(4), ln(2), log(10), mod(5, 3), trunc(1.5), width_bucket(5, 0, 10, 5), gcd(4, 6), pi()
-- random
select random(), gen_random_uuid(), clock_timestamp(), timeofday(), random(1, 10), uuidv7()
-- order by random
select id from app.accounts order by random() limit 5
-- dates
select now(), current_date, localtimestamp, age(timestamp '2026-01-01'), to_char(now(), 'YYYY-MM-DD'), to_timestamp(0), make_date(2026, 1, 1), make_interval(days => 3), isfinite(now()), justify_hours('30 h'), current_timestamp(0), interval '1 day' * 2, (date '2026-01-01', date '2026-02-01') overlaps (date '2026-01-15', date '2026-03-01')
-- session
select current_user, session_user, current_role, current_catalog, current_schema, user, current_setting('work_mem'), current_schemas(true), pg_backend_pid(), version(), inet_client_addr(), current_database(), pg_postmaster_start_time(), pg_is_in_recovery(), system_user
-- enum
select mood, mood > 'sad', enum_range(null::app.mood), count(*) from app.people group by mood order by mood
-- domain with an honest check
select 'x@y'::app.email, mail from app.people
-- composite
select (pair).a, pair, row(1, 'x')::app.pair from app.people
-- composite star
select (pair).* from app.people
-- user-defined operator
select id from app.people where pair operator(app.~=~) row(1, 'z')::app.pair
-- user-defined immutable
select app.net(balance) from app.accounts
-- user-defined stable plpgsql
select id, app.balance_of(id) from app.accounts where app.balance_of(id) > 100
-- user-defined without a label
select app.plain_count('buy')
-- user-defined loop without a label
select app.plain_loop(20)
-- user-defined set-returning
select * from app.top(3)
-- user-defined parsed body
select app.atomic(5)
-- user-defined aggregate
select app.total(balance) from app.accounts
-- function of a row
select app.label(a) from app.accounts a limit 2
-- view
select * from app.rich where balance > 1500
-- view with functions
select * from app.reported limit 3
-- materialized view
select * from app.totals order by total desc limit 5
-- partitioned table
select kind, count(*), max(amount) from app.events where at >= '2026-01-15' group by kind
-- sequence as a table
select last_value, is_called from app.tickets
-- full join
select * from app.accounts a full join app.people p using (id) natural join (select 1 as id) s
-- distinct on
select distinct on (tenant) tenant, id from app.accounts order by tenant, balance desc
-- fetch with ties
select id from app.accounts order by tenant fetch first 3 rows with ties
-- offset
select id from app.accounts order by id offset 5 rows fetch next 2 rows only
-- explain
explain select * from app.accounts where id = 1
-- explain analyze
explain (analyze, buffers, verbose, settings, wal, format json) select a.tenant, count(*) from app.accounts a join app.events e on e.account = a.id group by 1
-- explain analyze of a cte
explain analyze with x as (select * from app.accounts) select count(*) from x
-- explain of values
explain (costs off) values (1)
-- explain analyze with a function
explain analyze select app.balance_of(3)
-- sizes
select pg_relation_size('app.accounts'), pg_size_pretty(pg_total_relation_size('app.accounts')), pg_table_size('app.events_1'), pg_indexes_size('app.accounts'), pg_database_size(current_database())
-- activity
select pid, state, wait_event_type, query from pg_stat_activity where state <> 'idle'
-- locks
select l.mode, l.granted, pg_blocking_pids(l.pid) from pg_locks l left join pg_class c on c.oid = l.relation
-- table statistics
select relname, seq_scan, idx_scan, n_dead_tup, last_autovacuum from pg_stat_user_tables order by n_dead_tup desc
-- unused indexes
select s.indexrelname, pg_relation_size(s.indexrelid) from pg_stat_user_indexes s join pg_index i using (indexrelid) where idx_scan = 0 and not indisunique
-- planner statistics
select attname, n_distinct, null_frac, most_common_vals from pg_stats where schemaname = 'app'
-- definitions
select pg_get_viewdef('app.rich'::regclass), pg_get_functiondef('app.net(numeric)'::regprocedure), pg_get_constraintdef(oid), pg_get_indexdef(conindid) from pg_constraint where conrelid = 'app.accounts'::regclass
-- catalog
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum), pg_get_expr(d.adbin, d.adrelid) from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where c.relnamespace = 'app'::regnamespace and a.attnum > 0
-- information schema
select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'app'
-- foreign keys
select tc.constraint_name, kcu.column_name, ccu.table_name from information_schema.table_constraints tc join information_schema.key_column_usage kcu using (constraint_schema, constraint_name) join information_schema.constraint_column_usage ccu using (constraint_schema, constraint_name) where constraint_type = 'FOREIGN KEY'
-- settings
select name, setting, unit from pg_settings where name like 'autovacuum%'
-- partitions
select * from pg_partition_tree('app.events')
-- privileges
select has_table_privilege('app.accounts', 'select'), has_schema_privilege('app', 'usage')
-- replication state
select pg_current_wal_lsn(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'), pg_current_xact_id_if_assigned(), pg_snapshot_xmin(pg_current_snapshot())
-- statements
select query, calls, total_exec_time, rows from pg_stat_statements order by total_exec_time desc limit 5
-- progress
select * from pg_stat_progress_vacuum
-- i/o
select * from pg_stat_io limit 5
-- wait events
select * from pg_wait_events limit 3
-- keywords
select * from pg_get_keywords() limit 3
-- input check
select pg_input_is_valid('42', 'integer'), pg_input_is_valid('x', 'timestamp with time zone')
-- casts
select '1'::int, cast('2026-01-01' as date), int '5', 'app.accounts'::regclass::oid, '{1,2}'::int[], 1::bit(3), 'a'::"char", '127.0.0.1'::inet, '(1,2)'::point, 5::money::numeric
-- collation
select name collate "C" from app.accounts order by name collate "C" desc limit 1
-- hidden columns
select ctid, xmin, tableoid::regclass from app.events limit 2
-- column that is called like a function
select s.count, s.sum, s.name from (select 1 as count, 2 as sum, 'x' as name) s
-- row comparison
select (1, 2) < (1, 3), row(1, 2) is distinct from row(1, 2)
-- odd names
select "a b"."c.d", "a b"."Ünï" from (select 1 as "c.d", 2 as "Ünï") "a b"
-- comments
select /* a /* nested */ comment */ 1 -- the end
-- semicolon in a string
select 'delete from x; drop table y', $$; commit; $$
-- words of writing as names
select "update", delete.insert from (select 1 as "update") a, (select 2 as insert) delete
-- a word in a comment
select 1 /* pg_sleep(10); drop table x */
-- polymorphic
select any_value(name), bool_and(id > 0), every(true), bit_or(id) from app.accounts
-- generate_subscripts
select generate_subscripts(tags, 1) from app.accounts limit 2
-- transaction facts
select txid_current_if_assigned(), pg_current_snapshot(), now() = transaction_timestamp(), statement_timestamp()
-- big numbers
select 9223372036854775807, 1e100::numeric, 0x1F, 1_000
-- bytes
select '\x00ff'::bytea, get_byte('a', 0), bit_count('a'::bytea)
-- geometry
select point(1, 2) <-> point(3, 4), box '((0,0),(1,1))' @> point '(0.5,0.5)'
-- network
select inet '10.0.0.1' << inet '10.0.0.0/8', host(inet '10.0.0.1/8')
