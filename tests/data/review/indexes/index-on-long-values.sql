-- setup
create table pages (id int primary key, url text, body text);
insert into pages select i, 'https://example.com/' || i, repeat(md5(i::text), 12) from generate_series(1, 100) i;
analyze pages;
-- bad
-- finding public.pages_body_idx
-- finding public.pages_id_body_idx
create index on pages (body);
create index on pages (id) include (url);
create index on pages (id, body)
-- good
create index on pages (url);
create index on pages (md5(body));
create index on pages using hash (body)
