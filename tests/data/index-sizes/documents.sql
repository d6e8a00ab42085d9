-- Tables by whose indexes the model of sizes is judged: skewed, correlated, NULL-rich, wide, growing. The same in every run.
select setseed(0.42);

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
