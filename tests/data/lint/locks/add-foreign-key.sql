-- bad
alter table tasks add constraint owner foreign key (user_id) references users (id); -- finding
alter table tasks add column reviewer_id bigint default 1 references users (id); -- finding
-- good
alter table tasks add constraint owner foreign key (user_id) references users (id) not valid;
alter table tasks validate constraint owner;
alter table tasks add column reviewer_id bigint references users (id);
create table notes (id bigint primary key, user_id bigint references users (id));
-- good
create table notes (id bigint primary key, user_id bigint);
alter table notes add foreign key (user_id) references users (id);
-- bad
create table notes (id bigint primary key, user_id bigint);
insert into notes select id, user_id from tasks;
alter table notes add constraint author foreign key (user_id) references users (id); -- finding
