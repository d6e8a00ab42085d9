-- bad
-- finding public.an_unusually_long_name_of_a_table_that_says_all_that_there_is_t
create table an_unusually_long_name_of_a_table_that_says_all_that_there_is_to_say (id bigint constraint short primary key)
-- good
create table an_unusually_long_name_of_a_table_that_says_all_that_there_is (id bigint constraint short primary key, an_unusually_long_name serial)
