-- bad
-- finding public.tasks.state
-- finding public.tasks.size
create table tasks (id bigint primary key, state text not null default 'New' check (state in ('new', 'done')),
  size integer default 0 check (size > 0))
-- bad
-- finding public.tasks.state
create table tasks (id bigint primary key, state text not null default 'New' check (state in ('new', 'done')),
  share integer default 0 check (100 / share > 0))
-- good
create function always_false(size integer) returns boolean language plpgsql immutable as $$ begin raise 'called'; end $$;
create table tasks (id bigint primary key, state text not null default 'new' check (state in ('new', 'done')),
  size integer default 1 check (size > 0), due date default null check (due > '2020-01-01'), at date default now() check (at > '2020-01-01'),
  odd integer default 2 check (always_false(odd)))
