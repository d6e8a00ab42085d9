-- citext
select * from public.words where word = 'wORD' and word like 'w%'
-- hstore
select attributes -> 'a', attributes ? 'a', attributes || 'b=>2', akeys(attributes) from public.words
-- trigrams
select similarity('abc', 'abd'), 'abc' % 'abd', word_similarity('a', 'ab'), show_limit()
-- ltree
select path, nlevel(path), path <@ 'a', path ~ '*.b' from public.words
-- pgcrypto
select encode(digest('a', 'sha256'), 'hex'), crypt('a', gen_salt('bf', 4)), gen_random_bytes(4)
-- uuid-ossp
select uuid_generate_v4(), uuid_nil()
-- unaccent
select unaccent('été')
-- fuzzystrmatch
select levenshtein('a', 'b'), soundex('abc'), metaphone('abc', 4)
-- cube and earth
select place <-> '(0,0)'::cube, earth_distance(ll_to_earth(1, 2), ll_to_earth(3, 4)) from public.words
-- normal distribution
select * from normal_rand(3, 0, 1)
-- system rows
select * from app.accounts tablesample system_rows (3)
-- isbn
select isbn13 '978-0-393-04002-9'
