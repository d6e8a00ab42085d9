-- bad
-- finding database this_database
select 1
-- good
do $$ begin execute format('revoke all on database %I from public', current_database()); end $$
