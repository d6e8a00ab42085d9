-- bad
-- finding public.comments.commentable_id
create table comments (id bigint primary key, commentable_type text not null, commentable_id bigint not null, body text)
-- good
create table kinds (id bigint primary key);
create table devices (id bigint primary key, kind_type text, kind_id bigint references kinds, mime_type text, body_id text);
create table tokens (id bigint primary key, token_type text, account_id bigint);
create table sites (site_id bigint primary key, site_type text)
