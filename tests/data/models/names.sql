-- Names that clash, are reserved, need quotes or begin with digits.
create schema "Odd Schema";
create schema "2nd";

create table public.users (id integer primary key, "user" text, "User" text, user_name text, "userName" text, "USER_NAME" text);
create table public.user (id integer primary key, users_id integer references public.users, users text);
create table "Odd Schema".users (id integer primary key, user_id integer references public.users);
create table "2nd".users (id integer primary key);

create table public."2fa_tokens" (
  "1st" text not null,
  "2nd" text,
  "3" integer,
  primary key ("1st")
);
create table public."order" (
  "select" integer primary key,
  "from" text,
  "class" text,
  "def" text,
  "import" text,
  "constructor" text,
  "metadata" text,
  "model_config" text,
  "__proto__" text,
  "type" text,
  "default" text default 'default',
  "null" boolean,
  "self" integer references public."order"
);
create table public."Größe 表" (
  "Straße" text primary key,
  "価格" numeric(10, 2),
  "💡" text,
  "with space" text,
  "semi;colon" text,
  "quote""inside" text,
  "tick`${x}" text,
  "back\slash" text,
  "it's" text default 'it''s',
  "new
line" text
);
comment on table public."Größe 表" is E'*/ """ ''\'\' \\ ` ${x} #{y} \u2028 //';
comment on column public."Größe 表"."💡" is E'one\n"""two"""\n*/three';
create table public.date (id integer primary key, "date" date);
create table public.dates (id integer primary key, record text);
create table public.string (id integer primary key);
create table public.database (id integer primary key);
create table public."Base" (id integer primary key);
create table public.json (id integer primary key, json json, jsonb jsonb);
create type public.date_type as enum ('a b', 'a_b', 'a-b', 'A_B', '1', '', ' ', 'class', 'None', '日本', 'it''s');
create type public."Record" as enum ('x');
create table public.uses (id integer primary key, t public.date_type default 'a-b', r public."Record", ts public.date_type[]);

-- relations whose names clash with columns and with one another
create table public.author (id integer primary key, posts text, books text);
create table public.posts (
  id integer primary key,
  author integer references public.author,
  author_id integer references public.author,
  "authorId" integer references public.author,
  editor text,
  editor_id integer references public.author
);
create table public.books (author_id integer primary key references public.author, author text);
create table public.follows (
  follower_id integer references public.author,
  followed_id integer references public.author,
  primary key (follower_id, followed_id)
);
create table public.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk (
  abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk integer primary key,
  other integer references public.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk
);
create table public.empty ();
create table public.keyless (a integer, b integer);
