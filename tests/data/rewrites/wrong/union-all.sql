-- original
select email from customers union select name from employees
-- rewritten
select email from customers union all select name from employees
