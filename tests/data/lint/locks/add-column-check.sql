-- bad
alter table tasks add column weight int check (weight > 0); -- finding
alter table tasks add column height int not null default 1 constraint tall check (height > 0); -- finding
-- good
alter table tasks add column weight int;
alter table tasks add constraint weighs check (weight > 0) not valid;
