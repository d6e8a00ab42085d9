-- bad
create domain percentage as int check (value between 0 and 100); -- finding
-- good
create domain word as text default 'x';
