-- bad
alter type mood rename value 'sad' to 'blue'; -- finding
-- good
alter type mood add value 'blue' before 'happy';
create type size as enum ('s');
alter type size rename value 's' to 'small';
