-- bad
create table "UserNotes" (id bigint primary key); -- finding
alter table tasks add column "order" int;
-- good
create table user_notes (id bigint primary key, "position_2" int);
-- good prisma
CREATE TABLE "UserNotes" ("id" BIGINT NOT NULL PRIMARY KEY);
