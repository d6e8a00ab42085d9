/**
 * Sessions of applications, as a condition on `a`, a row of pg_stat_activity: neither those of Neon's own role, which nobody is to tune or
 * end, nor the one with which the embedded Postgres is watched over.
 */
export const ofClients = `a.backend_type = 'client backend' and a.application_name <> 'neon-dba watchdog'
    and (a.usename <> 'cloud_admin' or current_user = 'cloud_admin')`;
