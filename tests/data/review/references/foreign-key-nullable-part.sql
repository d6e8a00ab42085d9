-- setup
create table teams (tenant int, id int, primary key (tenant, id));
create table tenants (id int primary key);
-- bad
-- finding public.notes
-- finding public.half
create table notes (id int primary key, tenant int, team_id int, foreign key (tenant, team_id) references teams);
create table half (id int primary key, tenant int not null, team_id int, foreign key (tenant, team_id) references teams)
-- good
create table notes (id int primary key, tenant int not null, team_id int not null, foreign key (tenant, team_id) references teams);
create table whole (id int primary key, tenant int, team_id int, foreign key (tenant, team_id) references teams match full);
create table checked (id int primary key, tenant int, team_id int, foreign key (tenant, team_id) references teams, check (num_nulls(tenant, team_id) in (0, 2)));
create table compared (id int primary key, tenant int, team_id int, foreign key (tenant, team_id) references teams, check ((tenant is null) = (team_id is null)));
create table optional (id int primary key, tenant int not null references tenants, team_id int, foreign key (tenant, team_id) references teams)
