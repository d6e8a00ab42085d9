-- original
select e.id from employees e where e.salary > (select avg(salary) from employees d where d.department = e.department)
-- rewritten
select id from (select id, salary, avg(salary) over (partition by department) as mean from employees where department is not null) e where salary > mean
