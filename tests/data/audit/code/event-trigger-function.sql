-- bad
-- finding event trigger audited
create function audited() returns event_trigger language plpgsql as 'begin end';
reset role;
create event trigger audited on ddl_command_end execute function audited()
-- good
reset role;
create function audited() returns event_trigger language plpgsql as 'begin end';
create event trigger audited on ddl_command_end execute function audited()
