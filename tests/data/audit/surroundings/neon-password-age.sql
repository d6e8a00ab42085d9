-- setup
create role app_role login;
create role new_role login;
-- bad
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": true, "allowedIps": [], "roleChanges": {"app_role": "2025-01-01T00:00:00Z", "new_role": "2026-10-01T00:00:00Z"}, "asked": "2026-11-01T00:00:00Z"}}
-- finding role app_role
select 1
-- good
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": true, "allowedIps": [], "roleChanges": {"app_role": "2026-06-01T00:00:00Z", "gone_role": "2020-10-01T00:00:00Z"}, "asked": "2026-11-01T00:00:00Z"}}
select 1
