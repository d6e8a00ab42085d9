-- bad
create table alarms (id bigint primary key, at timetz); -- finding
-- good
create table alarms (id bigint primary key, at time);
