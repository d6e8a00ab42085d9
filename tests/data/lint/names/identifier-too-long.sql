-- bad
create index a_name_that_goes_on_and_on_until_nobody_reads_it_to_its_end_any_more on tasks (title); -- finding
-- good
create index tasks_title on tasks (title); -- a_comment_with_a_word_that_goes_on_and_on_until_nobody_reads_it_to_its_end
comment on table tasks is 'a_name_that_goes_on_and_on_until_nobody_reads_it_to_its_end_any_more';
