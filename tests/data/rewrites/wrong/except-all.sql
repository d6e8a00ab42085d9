-- original
select email from customers except select name from employees
-- rewritten
select email from customers where email not in (select name from employees)
