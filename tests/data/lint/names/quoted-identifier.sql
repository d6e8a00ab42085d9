-- bad
create table "UserNotes" (id bigint primary key); -- finding
alter table tasks add column "order" int; -- finding
-- good
create table user_notes (id bigint primary key, "position_2" int);
