insert into authors select md5('a' || i)::uuid, 'Author ' || i, case when i % 6 <> 0 then date '1900-01-01' + (hashint4(i) & 32767) end, array['en', (array['de','fr','it','es','pl'])[1 + i % 5]] from generate_series(1, 4000) i;
insert into documents (id, author_id, title, abstract, body, keywords, published, pages, meta)
select md5('d' || i)::uuid, md5('a' || 1 + (3999 * power((hashint4(i) & 65535) / 65536.0, 2))::int)::uuid, 'Title ' || i || ' word' || (hashint4(i) & 511),
       'about topic' || (200 * power((hashint4(i + 1) & 65535) / 65536.0, 3))::int || ' and topic' || (hashint4(i + 2) & 63), repeat(md5(i::text) || ' ', 5 + (hashint4(i) & 31)),
       array['k' || (300 * power((hashint4(i + 3) & 65535) / 65536.0, 2))::int, 'k' || (hashint4(i) & 15), 'all'],
       case when i % 11 = 0 then null when i % 97 = 0 then 'empty'::daterange when i % 13 = 0 then daterange(date '2000-01-01' + i / 8, null) else daterange(date '2000-01-01' + i / 8, date '2000-02-01' + i / 8 + (hashint4(i) & 255)) end,
       case when i % 20 <> 0 then 1 + (hashint4(i + 4) & 511) end, jsonb_build_object('isbn', i, 'shelf', 'S' || i % 40)
  from generate_series(1, 60000) i;
insert into rooms select i, 'Room ' || i, 4 + i % 30 from generate_series(1, 60) i;
insert into bookings (room_id, during, holder, guests, price_span)
select 1 + i % 60, tstzrange(timestamptz '2024-01-01 08:00+00' + (i / 60) * interval '2 hours', timestamptz '2024-01-01 08:00+00' + (i / 60) * interval '2 hours' + (30 + (hashint4(i) & 63)) * interval '1 minute'),
       md5('a' || 1 + (hashint4(i) & 2047))::uuid, 1 + (hashint4(i) & 7), int4range(i % 100, i % 100 + 5 + (hashint4(i) & 31)) from generate_series(1, 60000) i;
insert into media (title, size_mb, added) select 'thing ' || i, i % 90, date '2020-01-01' + i / 20 from generate_series(1, 5000) i;
insert into films (title, size_mb, added, minutes) select 'film ' || i, 700 + i % 900, date '2019-01-01' + i / 10, 60 + (hashint4(i) & 127) from generate_series(1, 8000) i;
insert into songs (title, size_mb, added, seconds, album) select 'song ' || i, 3 + i % 12, date '2015-01-01' + i / 15, 90 + (hashint4(i) & 255), case when i % 9 <> 0 then 'album ' || i / 12 end from generate_series(1, 50000) i;
insert into opening select 1 + i % 60, int4multirange(int4range(i % 24, i % 24 + 4), int4range(i % 24 + 6, i % 24 + 9)) from generate_series(1, 3000) i;
create index documents_search on documents using gin (search);
create index documents_keywords on documents using gin (keywords);
create index documents_published on documents using gist (published);
create index documents_author on documents (author_id);
create index documents_title on documents (lower(title) text_pattern_ops);
create index documents_shelf on documents ((meta ->> 'shelf'), pages);
create index documents_long on documents (pages) where pages > 400;
create index bookings_during on bookings using gist (during);
create index bookings_holder on bookings using hash (holder);
create index bookings_room on bookings (room_id, lower(during));
create index bookings_span on bookings using spgist (price_span);
create index songs_album on songs (album);
create index films_added on films (added);
create index media_added on media (added);
create statistics documents_pages (mcv) on pages, (meta ->> 'shelf') from documents;
create statistics songs_albums (dependencies, ndistinct) on album, added from songs;
vacuum analyze;
