create index on people (lower(email));
analyze people;
-- query
select id from people where lower(email) = 'user77@example.com'
