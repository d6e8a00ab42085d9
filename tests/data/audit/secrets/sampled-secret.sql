-- bad
-- with {"sample": true}
-- finding public.notes.body
-- finding public.notes.body
-- finding public.notes.kept_pwd
create table notes (id int primary key, body text, kept_pwd text);
insert into notes values (1, '4111111111111111', md5('x')), (2, '123-45-6789', md5('y')), (3, 'plain', md5('z'))
-- good
create table notes (id int primary key, body text);
insert into notes values (1, '4111111111111111')
-- good
-- with {"sample": true}
create table notes (id int primary key, body text, checksum text);
insert into notes values (1, 'Call 555-1234', md5('x')), (2, '4111', md5('y'))
