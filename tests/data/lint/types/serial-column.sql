-- bad
create table notes (id bigserial primary key, body text); -- finding
-- good
create table notes (id bigint generated always as identity primary key);
create sequence numbers;
create table invoices (id bigint primary key default nextval('numbers'));
