-- query
select id from people where lower(email) = 'user77@example.com'
