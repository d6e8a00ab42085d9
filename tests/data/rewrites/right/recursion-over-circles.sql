-- original
with recursive up as (select id, manager_id from employees where id = 3 union select e.id, e.manager_id from employees e join up on e.id = up.manager_id) select id from up
-- rewritten
with recursive up as (select id, manager_id from employees where id = 3 union select e.id, e.manager_id from up join employees e on e.id = up.manager_id) select up.id from up
