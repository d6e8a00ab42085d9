-- bad
alter table tasks alter column status set not null; -- finding
alter table users add constraint name_is_given not null name; -- finding
-- good
alter table tasks alter column priority set not null;
alter table users add constraint visited not null visits not valid;
alter table users validate constraint visited;
alter table tasks add constraint changed check (changed_at is not null) not valid;
update tasks set changed_at = now() where changed_at is null;
alter table tasks validate constraint changed;
alter table tasks alter column changed_at set not null;
-- bad
alter table users add constraint visited not null visits not valid;
update users set visits = 0 where visits is null;
alter table users alter column visits set not null; -- finding
