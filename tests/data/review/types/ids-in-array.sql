-- bad
-- finding public.teams.member_ids
-- finding public.teams."tagIds"
-- finding public.teams.group_ids
create table teams (id bigint primary key, member_ids bigint[] not null, "tagIds" uuid[], group_ids text)
-- good
create table teams (id bigint primary key, tags text[], scores integer[], idea text, grids text[]);
create table members (team_id bigint references teams, user_id bigint, primary key (team_id, user_id))
