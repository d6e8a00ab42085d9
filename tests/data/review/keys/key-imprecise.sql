-- bad
-- finding public.readings
-- finding public.events
-- finding public.prices
create table readings (value double precision primary key);
create table events (at timestamptz primary key);
create domain price as real;
create table prices (shop int, amount price, unique (shop, amount))
-- good
create table readings (id int primary key, value double precision);
create table events (device int, at timestamptz, primary key (device, at));
create table prices (shop int, amount numeric, unique (shop, amount))
