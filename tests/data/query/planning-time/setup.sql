create table steps (id int not null, value int not null);
insert into steps select i, i from generate_series(1, 10) i;
analyze steps;
alter role current_user set join_collapse_limit = 20;
alter role current_user set geqo = off;
