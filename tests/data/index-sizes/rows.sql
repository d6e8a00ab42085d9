-- Tables by whose indexes the model of sizes is judged: skewed, correlated, NULL-rich, wide, growing. The same in every run.
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
