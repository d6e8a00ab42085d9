-- setup
create function renumber() returns void language plpgsql as $$
begin
  create temp table fresh as select * from tasks;
  lock table tasks in share mode;
  perform count(*) from tasks where title like '%a';
end $$;
-- bad
select renumber(); -- finding
-- good
select count(*) from tasks where title like '%a';
create index concurrently on tasks (title);
