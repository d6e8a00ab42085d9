-- bad
-- finding public.logins.client_ip
-- finding public.logins."ipAddress"
create table logins (id bigint primary key, client_ip text, "ipAddress" varchar(45))
-- good
create table logins (id bigint primary key, client_ip inet, zip text, shipping text, trip text, address text)
