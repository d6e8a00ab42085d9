-- setup
create table teams (id int primary key, tenant int, code text, unique (tenant, id));
-- bad
-- finding public.no_index
-- finding public.partial
-- finding public.expression
-- finding public.included
-- finding public.second
-- finding public.first_alone
-- finding public.collated
-- finding public.block
-- finding public."Äste"
-- finding public.tree
-- finding public.parted
create table no_index (id int primary key, team_id int references teams);
create table partial (id int primary key, team_id int references teams, open boolean);
create index on partial (team_id) where open;
create table expression (id int primary key, team_id int references teams);
create index on expression ((team_id + 0));
create table included (id int primary key, team_id int references teams);
create index on included (id) include (team_id);
create table second (id int primary key, team_id int references teams, at date);
create index on second (at, team_id);
create table first_alone (id int primary key, tenant int, team_id int, foreign key (tenant, team_id) references teams (tenant, id));
create index on first_alone (tenant);
create table names (name text primary key);
create table collated (id int primary key, name text references names);
create index on collated (name collate "C");
create table block (id int primary key, team_id int references teams);
create index on block using brin (team_id);
create table "Äste" ("Schlüssel" int primary key, "Team Nr." int references teams);
create table tree (id int primary key, parent_id int references tree on delete cascade);
create table parted (id int, team_id int references teams) partition by range (id);
create table parted_1 partition of parted for values from (1) to (10)
-- good
create table plain (id int primary key, team_id int references teams);
create index on plain (team_id);
create table hash_found (id int primary key, team_id int references teams);
create index on hash_found using hash (team_id);
create table leads (id int primary key, team_id int references teams, at date);
create index on leads (team_id desc, at) include (id);
create table swapped (id int primary key, tenant int, team_id int, foreign key (tenant, team_id) references teams (tenant, id));
create index on swapped (team_id, tenant, id);
create table in_key (team_id int references teams, id int, primary key (team_id, id));
create table not_null (id int primary key, team_id int references teams);
create index on not_null (team_id) where team_id is not null;
create table codes (code text primary key);
create table patterns (id int primary key, code text references codes);
create index on patterns (code text_pattern_ops);
create table parted (id int, team_id int references teams) partition by range (id);
create index on parted (team_id);
create table parted_1 partition of parted for values from (1) to (10)
