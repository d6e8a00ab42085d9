-- bad
-- finding public.invoices.document
create table invoices (id bigint primary key, document xml)
-- good
create table invoices (id bigint primary key, document text, xml bytea)
