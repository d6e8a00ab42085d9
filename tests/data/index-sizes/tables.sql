-- Tables whose indexes the model of sizes is judged by: skewed, correlated, NULL-rich, wide, growing. Deterministic.
select setseed(0.42);

create table events as
select i::bigint as id, i as number, (i / 3)::int as thirds, (random() * 25000)::int as user_id,
       floor(exp(random() * 9))::int as skewed, i % 7 as seventh, 1 as one,
       md5(i::text)::uuid as random_uuid,
       (lpad(to_hex(1700000000000 + i * 250), 12, '0') || '7' || substr(md5(i::text), 1, 19))::uuid as growing_uuid,
       (array['open', 'paid', 'shipped', 'returned', 'lost'])[1 + floor(random() ^ 3 * 5)::int] as status,
       (random() * 100000)::numeric(12, 2) as amount, random() as ratio,
       timestamptz '2025-01-01' + i * interval '37 seconds' as created_at,
       date '2020-01-01' + (random() * 1500)::int as day,
       case when random() < 0.9 then null else (random() * 100000)::int end as rarely,
       case when random() < 0.5 then null else i end as half, random() < 0.02 as flagged,
       'user' || (random() * 25000)::int || '@example.com' as email
from generate_series(1, 120000) i;

create table texts as
select i as id, md5(i::text) as hash, repeat(md5(i::text), 1 + i % 6) as long,
       substr(repeat(md5((i % 500)::text), 3), 1, 3 + (i % 500) % 60) as few,
       case when random() < 0.9 then 'common' else repeat('x', (random() * 60)::int) || i end as mixed,
       'tenant-' || i % 40 as tenant, 'https://example.com/products/' || md5((i / 2)::text) || '/' || i as url,
       ('10.' || i % 200 || '.' || i % 17 || '.' || i % 250)::inet as address, (i % 30000)::numeric as number,
       row_number() over (order by md5(i::text))::int as shuffled, chr(97 + i % 26)::char(4) as letter,
       jsonb_build_object('n', i % 1000) as small_doc, (i % 1000)::float8 as float
from generate_series(1, 60000) i;

create table few as select i as id, i % 5 as five, md5(i::text) as hash from generate_series(1, 700) i;
create table hundreds as select i as id, md5(i::text) as hash, array[i % 10, i % 7] as numbers from generate_series(1, 3000) i;

create table documents as
select i as id,
       (select array_agg('tag' || floor(exp(random() * 6))::int) from generate_series(1, 1 + i % 6) where i > 0) as tags,
       (select array_agg((random() * 5000)::int) from generate_series(1, 4) where i > 0) as numbers,
       jsonb_build_object('kind', 'k' || (random() * 20)::int, 'user', (random() * 3000)::int, 'active', random() < 0.3,
         'session', md5(i::text), 'place', jsonb_build_object('city', 'city' || (random() * 300)::int, 'zip', (random() * 900)::int)) as doc,
       jsonb_build_array('a' || (random() * 50)::int, 'b' || (random() * 500)::int) as labels,
       (select string_agg('w' || floor(exp(random() * 8))::int, ' ') from generate_series(1, 20) where i > 0) as body,
       (array['Ann','Bob','Carla','Dmitri','Eve','Farid','Grace','Hiro'])[1 + floor(random() * 8)::int] || ' ' || initcap(substr(md5((random() * 9000)::int::text), 1, 8)) as name
from generate_series(1, 25000) i;
alter table documents add words tsvector generated always as (to_tsvector('simple', body)) stored;

create table places as
select i as id, point(random() * 360, random() * 180) as at, box(point(random() * 100, random() * 100), point(random() * 100, random() * 100)) as area,
       int4range(i, i + (random() * 100)::int) as span,
       tstzrange(timestamptz '2025-01-01' + i * interval '1 hour', timestamptz '2025-01-01' + i * interval '1 hour' + random() * interval '3 days') as stay,
       ('192.' || i % 100 || '.' || i % 251 || '.0/24')::inet as net, (random() * 1e6)::int as number,
       '/' || substr(md5((i % 50)::text), 1, 4) || '/' || substr(md5(i::text), 1, 8) as path
from generate_series(1, 25000) i;

create table readings as
select i as id, timestamptz '2025-01-01' + i * interval '1 second' as at, i % 50 as sensor, random() * 100 as value,
       repeat('x', 60) as padding
from generate_series(1, 300000) i;
