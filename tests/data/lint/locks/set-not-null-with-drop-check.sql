-- bad
alter table tasks alter column priority set not null, drop constraint priority_known; -- finding
-- good
alter table tasks alter column priority set not null;
alter table tasks drop constraint priority_known;
