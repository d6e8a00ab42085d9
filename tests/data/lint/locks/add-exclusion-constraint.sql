-- bad
alter table tasks add constraint apart exclude using btree (id with =); -- finding
-- good
create table bookings (id bigint primary key, during tstzrange);
alter table bookings add exclude using gist (during with &&);
