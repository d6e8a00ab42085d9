-- setup
drop view open_tasks;
-- bad
alter table tasks alter column status type text collate "C"; -- finding
-- good
alter table tasks alter column title type text collate "C";
