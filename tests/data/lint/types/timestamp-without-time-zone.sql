-- bad
create table visits (id bigint primary key, at timestamp not null); -- finding
-- good
create table visits (id bigint primary key, at timestamptz not null, day date);
