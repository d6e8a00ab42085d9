-- bad
reindex index tasks_status; -- finding
reindex table users; -- finding
-- good
reindex index concurrently tasks_status;
reindex table concurrently users;
-- bad
reindex schema public; -- finding
-- good
reindex schema concurrently public;
