-- bad
-- finding public.shown
-- finding public.joined
create table teams (id bigint primary key, team text);
create table tasks (id bigint primary key, title text, body text, team_id bigint references teams);
create view shown as select * from tasks;
create view joined as select t.*, m.team from tasks t join teams m on m.id = t.team_id;
alter table tasks add due date, add size integer
-- good
create table tasks (id bigint primary key, title text, body text, team_id bigint, due date, secret text);
create view everything as select * from tasks;
create view few as select id, title, body from tasks;
create view other as select id, body, title, team_id from tasks;
create view later as select id, title, body, team_id, secret from tasks;
create view renamed as select id, title, body as text, team_id from tasks;
create view summed as select count(*) as id, 1 as title, 2 as body, 3 as team_id from tasks
