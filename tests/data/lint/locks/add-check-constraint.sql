-- bad
alter table tasks add constraint in_range check (priority between 0 and 9); -- finding
do $$ begin -- finding
  alter table users add check (visits >= 0);
end $$;
-- good
alter table tasks add constraint in_range check (priority between 0 and 9) not valid;
alter table tasks validate constraint in_range;
alter table tasks add constraint named check (title <> '') not enforced;
