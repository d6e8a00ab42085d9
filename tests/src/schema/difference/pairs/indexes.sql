-- @pair indexes come, go and change
create table t (id int primary key, a int, b text);
create index one on t (a);
create index two on t (b);
create index three on t (a) with (fillfactor = 70);
create index four on t (a desc);
-- @to
create table t (id int primary key, a int, b text);
create index one on t (a, b);
create index three on t (a) with (fillfactor = 80);
create unique index five on t (lower(b)) where a > 3;
create index four on t (a desc nulls last) include (b);

-- @pair what is said of indexes
create table t (id int primary key, a int not null, b text);
create unique index one on t (a);
create index two on t (lower(b));
alter table t cluster on one;
alter index two alter column 1 set statistics 300;
comment on index two is 'x';
-- @to
create table t (id int primary key, a int not null, b text);
create unique index one on t (a);
create index two on t (lower(b));
alter table t replica identity using index one;
alter table t cluster on two;
comment on index one is 'y';

-- @pair an index moves to another table
create table t (a int);
create table u (a int);
create index moving on t (a);
-- @to
create table t (a int);
create table u (a int);
create index moving on u (a);

-- @pair extended statistics
create table t (a int, b int, c text);
create statistics one on a, b from t;
create statistics two (mcv) on a, b from t;
alter statistics two set statistics 200;
-- @to
create table t (a int, b int, c text);
create statistics one (ndistinct) on a, b from t;
create statistics two (mcv) on a, b from t;
create statistics three on lower(c), a from t;
comment on statistics three is 'x';

-- @pair nulls not distinct
-- @since 15
create table t (a int, b int);
create unique index one on t (a);
-- @to
create table t (a int, b int unique nulls not distinct);
create unique index one on t (a) nulls not distinct;
