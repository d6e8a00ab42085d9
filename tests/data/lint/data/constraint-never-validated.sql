-- bad
alter table tasks add constraint in_range check (priority between 0 and 9) not valid; -- finding
alter table users add constraint visited not null visits not valid; -- finding
-- good
alter table tasks add constraint in_range check (priority between 0 and 9) not valid;
alter table tasks validate constraint in_range;
alter table tasks add constraint named check (title <> '') not enforced;
