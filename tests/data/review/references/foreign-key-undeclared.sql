-- bad
-- finding public.tasks.team_id
-- finding public.tasks."orderItemId"
-- finding public.tasks."categoryId"
-- finding public.tasks.tasks_id
create table teams (id int primary key);
create table "OrderItem" (id int primary key);
create table "Categories" (id uuid primary key);
create table tasks (id int primary key, team_id int, "categoryId" uuid, "orderItemId" int, tasks_id int)
-- good
create table teams (id int primary key);
create table users (id int primary key);
create table tasks (id int primary key, team_id int references teams, user_id uuid, stripe_id text, external_id int, task_id int references tasks)
