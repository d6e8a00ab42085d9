-- @pair constraints come and go
create table parents (id int primary key, code text);
create table t (id int, parent int, a int, b int);
-- @to
create table parents (id int primary key, code text unique);
create table t (id int primary key, parent int references parents (id) on delete cascade, a int check (a > 0), b int, unique (a, b));

-- @pair constraints change
create table parents (id int primary key, code text unique);
create table t (id int primary key, parent int constraint up references parents (id), a int constraint fine check (a > 0), constraint pair unique (id, a));
-- @to
create table parents (id int primary key, code text unique);
create table t (id int primary key, parent int constraint up references parents (id) on delete set null deferrable initially deferred, a int constraint fine check (a > 1), constraint pair unique (a, id) deferrable);

-- @pair constraints not validated
create table parents (id int primary key);
create table t (id int primary key, parent int, a int);
alter table t add constraint up foreign key (parent) references parents (id) not valid;
alter table t add constraint fine check (a > 0) not valid;
-- @to
create table parents (id int primary key);
create table t (id int primary key, parent int, a int);
alter table t add constraint up foreign key (parent) references parents (id);
alter table t add constraint fine check (a > 0);

-- @pair constraints not enforced
-- @since 18
create table parents (id int primary key);
create table t (id int primary key, parent int, a int);
alter table t add constraint up foreign key (parent) references parents (id) not enforced;
alter table t add constraint fine check (a > 0) not enforced;
-- @to
create table parents (id int primary key);
create table t (id int primary key, parent int, a int);
alter table t add constraint up foreign key (parent) references parents (id);
alter table t add constraint fine check (a > 0);

-- @pair another primary key under foreign keys
create table parents (id int constraint pk primary key, code text not null constraint by_code unique);
create table t (parent int references parents (id), code text references parents (code));
create view grouped as select p.id, p.code, count(*) from parents p join t on t.parent = p.id group by p.id;
-- @to
create table parents (id int constraint by_id unique not null, code text constraint pk primary key);
create table t (parent int references parents (id), code text references parents (code));

-- @pair types on both ends of a foreign key
create table parents (id int primary key);
create table t (id int primary key, parent int references parents (id));
-- @to
create table parents (id bigint primary key);
create table t (id int primary key, parent bigint references parents (id));

-- @pair a circle of foreign keys
create table other (id int primary key);
-- @to
create table a (id int primary key, b int);
create table b (id int primary key, a int references a (id));
alter table a add foreign key (b) references b (id);
create table other (id int primary key, a int references a (id));

-- @pair exclusion
create table t (a int4range, b int);
-- @to
create table t (a int4range, b int, exclude using gist (a with &&) where (b > 0));

-- @pair temporal keys
-- @since 18
create table rooms (id int4range, valid daterange);
create table uses (room int4range, valid daterange);
-- @to
create table rooms (id int4range, valid daterange, primary key (id, valid without overlaps));
create table uses (room int4range, valid daterange, foreign key (room, period valid) references rooms (id, period valid));

-- @pair constraints with comments
create table t (a int constraint fine check (a > 0), b int constraint one unique);
comment on constraint fine on t is 'a';
comment on constraint one on t is 'gone';
-- @to
create table t (a int constraint fine check (a > 0), b int constraint one unique);
comment on constraint fine on t is 'b';
comment on table t is 'it''s';
comment on column t.a is 'IS ''x';

-- @pair keys with an index's parameters
create table t (a int primary key with (fillfactor = 70), b int, unique (b) include (a));
-- @to
create table t (a int primary key with (fillfactor = 90), b int unique);

-- @pair an index becomes a constraint
create table t (a int not null, b int);
create unique index t_a on t (a);
create unique index t_b on t (b);
-- @to
create table t (a int not null constraint t_a unique, b int constraint t_b unique);
