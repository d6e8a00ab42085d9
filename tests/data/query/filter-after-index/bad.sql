-- query
select note from orders where customer = 3 and state = 123
