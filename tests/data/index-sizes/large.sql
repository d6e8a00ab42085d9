-- Larger tables, for the bench alone.
select setseed(0.24);

create table visits as
select i::bigint as id, (random() * 300000)::int as visitor, md5((random() * 900000)::int::text) as page,
       timestamptz '2025-01-01' + i * interval '9 seconds' as at, (array['get', 'post', 'put'])[1 + floor(random() ^ 4 * 3)::int] as verb,
       gen_random_uuid() as token, array[(random() * 200)::int, (random() * 40000)::int] as labels
from generate_series(1, 1500000) i;
