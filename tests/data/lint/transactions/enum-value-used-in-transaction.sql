-- setup
create table diary (day date primary key, mood mood);
-- bad
begin;
alter type mood add value 'calm';
alter table diary alter column mood set default 'calm'; -- finding
commit;
-- good
alter type mood add value 'calm';
alter table diary alter column mood set default 'calm';
-- good
begin;
alter type mood add value 'calm';
alter table diary alter column mood set default 'sad';
commit;
