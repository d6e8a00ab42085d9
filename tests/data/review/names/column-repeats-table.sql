-- bad
-- finding public.users
create table users (user_id bigint primary key, user_name text, user_email text, user_phone text)
-- good
create table users (user_id bigint primary key, name text, email text, user_agent text);
create table films (film_id bigint primary key, title text, film_uuid uuid, film_key text)
