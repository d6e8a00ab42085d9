-- bad
-- finding public.tenants
create table tenants (id int primary key);
create table projects (id int primary key, tenant_id int references tenants on delete cascade);
create table tasks (id int primary key, project_id int references projects on delete cascade, parent_id int references tasks on delete cascade);
create table comments (id int primary key, task_id int references tasks on delete cascade)
-- good
create table tenants (id int primary key);
create table projects (id int primary key, tenant_id int references tenants on delete cascade);
create table tasks (id int primary key, project_id int references projects);
create table comments (id int primary key, task_id int references tasks on delete cascade)
