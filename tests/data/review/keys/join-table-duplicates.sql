-- setup
create table posts (id int primary key);
create table tags (id int primary key);
-- bad
-- finding public.tagged
-- finding public."Marken"
create table tagged (id int generated always as identity primary key, post_id int not null references posts, tag_id int not null references tags, at timestamptz);
create table "Marken" ("Post" int references posts, "Tag" int references tags)
-- good
create table tagged (post_id int references posts, tag_id int references tags, primary key (post_id, tag_id));
create table marked (id int primary key, tag_id int references tags, post_id int references posts, unique (tag_id, post_id));
create table alone (id int primary key, post_id int unique references posts, tag_id int references tags);
create table soft (id int primary key, post_id int references posts, tag_id int references tags, deleted_at timestamptz);
create unique index on soft (post_id, tag_id) where deleted_at is null;
create table comments (id int primary key, post_id int references posts, tag_id int references tags, body text)
