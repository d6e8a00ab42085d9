create table users (
  id bigint generated always as identity primary key,
  email text not null unique,
  name varchar(50),
  visits int,
  created_at timestamptz not null default now()
);
create table tasks (
  id bigint generated always as identity primary key,
  user_id bigint,
  title text not null default 'untitled',
  status text,
  priority int,
  amount numeric(10,2),
  changed_at timestamptz,
  constraint priority_known check (priority is not null)
);
create index tasks_status on tasks (status);
create view open_tasks as select id, title from tasks where status = 'open';
create type mood as enum ('sad', 'happy');
create function double(value int) returns int language sql immutable as 'select value * 2';
insert into users (email, name, visits)
  select 'user' || n || '@example.com', 'User ' || n, 0 from generate_series(1, 20) n;
insert into tasks (user_id, title, status, priority)
  select n % 20 + 1, 'task ' || n, 'open', 1 from generate_series(1, 50) n;
