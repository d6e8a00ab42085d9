-- setup
alter table tasks add constraint owner foreign key (user_id) references users (id) not enforced;
-- bad
alter table tasks alter constraint owner enforced; -- finding
-- good
alter table tasks alter constraint owner not enforced;
