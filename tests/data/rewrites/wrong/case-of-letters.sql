-- original
select id from customers where lower(email) = 'mail7@example.com'
-- rewritten
select id from customers where email = 'mail7@example.com'
