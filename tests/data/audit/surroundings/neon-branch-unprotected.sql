-- bad
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": false, "allowedIps": [], "roleChanges": {}, "asked": "2026-11-01T00:00:00Z"}}
-- finding branch main
select 1
-- good
-- with {"neon": {"project": "shop", "branch": "main", "isDefault": true, "isProtected": true, "allowedIps": [], "roleChanges": {}, "asked": "2026-11-01T00:00:00Z"}}
select 1
-- good
-- with {"neon": {"project": "shop", "branch": "dev", "isDefault": false, "isProtected": false, "allowedIps": [], "roleChanges": {}, "asked": "2026-11-01T00:00:00Z"}}
select 1
