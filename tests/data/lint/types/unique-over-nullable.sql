-- bad
create table members (id bigint primary key, team_id bigint not null, left_at timestamptz, unique (team_id, left_at)); -- finding
-- good
create table members (id bigint primary key, team_id bigint not null, left_at timestamptz, unique nulls not distinct (team_id, left_at));
create unique index on members (team_id, id);
create unique index on members (left_at);
