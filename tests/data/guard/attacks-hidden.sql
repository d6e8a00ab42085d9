-- label stable
select app.evil()
-- label immutable
select app.evil_sql()
-- parsed body
select app.evil_atomic()
-- dynamic
select app.evil_dynamic()
-- dynamic literal
select app.evil_literal()
-- return query execute
select * from app.evil_query()
-- cursor for execute
select app.evil_cursor()
-- loop over execute
select app.evil_for()
-- default of a variable
select app.evil_default()
-- default of a variable of an unknown type
select app.evil_record_default()
-- bound cursor
select app.evil_bound()
-- exception handler
select app.evil_exception()
-- argument of raise
select app.evil_raise()
-- case in plpgsql
select app.evil_case(1)
-- subscript of an assignment
select app.evil_subscript()
-- query to xml in a body
select app.evil_xml()
-- default of an argument
select app.evil_argument()
-- set_config in a body
select app.evil_set()
-- two levels down
select app.evil_nested()
-- inserts
select app.writes()
-- inserts in a parsed body
select app.writes_atomic()
-- deletes
select app.deletes()
-- truncates
select app.truncates()
-- notify statement in a body
select app.notifies()
-- set statement in a body
select app.sets()
-- own search path
select app.sets_path()
-- own search path of a definer
select app.own_path()
-- call in a body
select app.calls()
-- a procedure as a function
select app.proc()
-- table function
select * from app.evil() as x
-- lateral function
select * from app.accounts, lateral app.evil() as x
-- rows from
select * from rows from (app.evil(), app.evil_sql()) as t
-- window argument
select sum(app.evil_window(id)) over () from app.accounts
-- order by
select id from app.accounts order by app.evil()
-- view
select * from app.evil_view
-- view, count only
select count(*) from app.evil_view
-- view over a view
select * from app.evil_over_view
-- view, in its where
select * from app.evil_where
-- view with a function of postgres
select * from app.evil_builtin
-- view with an operator
select * from app.evil_operator_view
-- view by table
table app.evil_view
-- view in explain analyze
explain analyze select * from app.evil_view
-- view, quoted
select * from "app"."evil_view"
-- view in a set operation
select id from app.accounts except select id from app.evil_view
-- view behind a cte of the same name
with evil_view as (select 1) select * from app.evil_view
-- operator
select 1 operator(app.=!=) 'x'
-- operator in any
select 1 operator(app.=!=) any (array['x'])
-- operator in a sublink
select 1 operator(app.=!=) all (select 'x')
-- domain
select 1::app.evil_domain
-- domain by cast
select cast('1' as app.evil_domain)
-- domain by literal
select app.evil_domain '1'
-- domain as a function
select app.evil_domain(1)
-- domain over a domain
select 1::app.evil_outer
-- domain in an array
select '{1,2}'::app.evil_domain[]
-- domain in a row type
select '(1,x)'::app.evil_row
-- domain in a column list
select * from json_to_record('{"a": 1}') as t(a app.evil_domain)
-- domain in json_populate_record
select json_populate_record(null::app.evil_row, '{"a": 1}')
-- domain in json_table
select * from json_table('{"a": 1}', '$' columns (a app.evil_domain path '$.a'))
-- domain in xmltable
select * from xmltable('/a' passing ('<a>1</a>'::xml) columns a app.evil_domain path '.')
-- domain in json_value
select json_value('{"a": 1}', '$.a' returning app.evil_domain)
-- domain in xmlserialize
select xmlserialize(content '<a/>'::xml as app.evil_domain)
-- cast
select row(1, 'x')::app.odd::int
-- cast of a column
select odd::int from app.casted
-- implicit cast of an enum column
select id from app.casted where mood = 1
-- implicit cast of an enum by name
select 'x'::app.odd_mood + 1
-- aggregate step
select app.evil_sum(id) from app.accounts
-- aggregate end
select app.evil_end(id) from app.accounts
-- aggregate as a window
select app.evil_sum(id) over (order by id) from app.accounts
-- aggregate with filter
select app.evil_end(id) filter (where id > 1) from app.accounts
-- column notation of a row
select p.evil_column from app.people p
-- column notation in parentheses
select (p).evil_column from app.people p
-- column notation with a table name
select people.evil_column from app.people
-- function of a row
select public.evil_column(p) from app.people p
-- policy
select * from app.guarded
-- policy, through a join
select a.id from app.accounts a join app.guarded g using (id)
-- planner
select * from app.planned where n > 0
-- shadowing by a better match
select reverse(name::varchar) from app.accounts
-- shadowing in where
select 1 from app.accounts where reverse('A'::varchar) = 'a'
-- shadowing by row type
select initcap(p) from app.people p
-- shadowing with column notation
select p.initcap from app.people p
-- shadowing by an overload that deletes
select cbrt(pair) from app.people
