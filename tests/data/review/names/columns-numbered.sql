-- bad
-- finding public.contacts
-- finding public.products
create table contacts (id bigint primary key, phone1 text, phone2 text);
create table products (id bigint primary key, image_1 text, image_2 text, image_3 text)
-- good
create table contacts (id bigint primary key, address_line1 text, address_line2 text, phone1 text, x1 integer, x2 integer);
create table files (id bigint primary key, sha1 bytea, sha256 bytea, score2023 integer, part1 text, part2 integer, node_id1 bigint, node_id2 bigint)
