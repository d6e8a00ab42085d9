-- bad
alter type mood add value 'calm'; -- finding
-- good
alter type mood add value 'calm' before 'happy';
create type size as enum ('s', 'm');
