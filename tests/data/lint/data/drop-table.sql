-- bad
drop table tasks cascade; -- finding
do $$ begin
  drop table users; -- finding
end $$;
-- good
create table notes (id bigint primary key);
drop table notes;
drop table if exists missing;
