-- bad
-- finding public.posts.tags
-- finding public.posts.user_roles
create table posts (id bigint primary key, tags varchar(255), user_roles text)
-- good
create table posts (id bigint primary key, tags text[], labels jsonb, tag text, role text, categories_title text)
