-- bad
-- finding public.sums
create table t (id bigint primary key, kind text);
create materialized view sums as select kind, count(*) from t group by kind;
create index on sums (kind);
create unique index on sums (lower(kind));
create unique index on sums (kind) where kind <> ''
-- good
create table t (id bigint primary key, kind text);
create materialized view sums as select kind, count(*) from t group by kind;
create unique index on sums (kind);
create view plain as select kind from t
