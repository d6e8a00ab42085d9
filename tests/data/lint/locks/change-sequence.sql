-- setup
create sequence invoice_numbers;
-- bad
alter sequence invoice_numbers increment by 10; -- finding
alter table tasks alter column id restart with 9000; -- finding
-- good
select setval('invoice_numbers', 100);
create sequence ticket_numbers;
alter sequence ticket_numbers restart with 5;
