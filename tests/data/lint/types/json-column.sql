-- bad
alter table tasks add column extra json; -- finding
-- good
alter table tasks add column extra jsonb;
