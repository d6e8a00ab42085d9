/**
 * What `pg_session_jwt` of Neon gives, where the extension is not: it too reads the claims from `request.jwt.claims` where it was given no
 * JWK (https://github.com/neondatabase/pg_session_jwt).
 */
export const authStandIn: readonly string[] = [
  "create schema if not exists auth",
  `create or replace function auth.session() returns jsonb language sql stable
   return nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb`,
  `create or replace function auth.user_id() returns text language sql stable
   return nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'`,
  "grant usage on schema auth to public",
];
