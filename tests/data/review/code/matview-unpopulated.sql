-- bad
-- finding public.sums
create table t (id bigint primary key);
create materialized view sums as select count(*) from t with no data
-- good
create table t (id bigint primary key);
create materialized view sums as select count(*) from t
-- good
-- with {"text": true}
create table t (id bigint primary key);
create materialized view sums as select count(*) from t with no data
