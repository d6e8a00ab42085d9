import { httpSettings } from "./http-settings.ts";
import type { Setting } from "./setting.ts";

export type { Setting, Values } from "./setting.ts";

export const settings: readonly Setting[] = [
  {
    key: "access",
    flag: "--access",
    variable: "NEON_DBA_ACCESS",
    values: ["read", "guarded", "full"],
    fallback: "guarded",
    description:
      "What agents may change: nothing; everything but guarded branches (the default one, protected ones, the database of `DATABASE_URL`); everything.",
  },
  {
    key: "toolsets",
    flag: "--toolsets",
    variable: "NEON_DBA_TOOLSETS",
    placeholder: "default|all|NAME,NAME",
    fallback: "default",
    description: "Which groups of tools are served.",
  },
  {
    key: "tools",
    flag: "--tools",
    variable: "NEON_DBA_TOOLS",
    placeholder: "NAME,NAME",
    description: "Only these tools, whatever the toolsets say.",
  },
  {
    key: "excludeTools",
    flag: "--exclude-tools",
    variable: "NEON_DBA_EXCLUDE_TOOLS",
    placeholder: "NAME,NAME",
    description: "Not these tools; wins over the two above.",
  },
  {
    key: "confirm",
    flag: "--confirm",
    variable: "NEON_DBA_CONFIRM",
    values: ["elicit", "token", "never"],
    fallback: "token",
    description:
      "How destructive calls are agreed to: by a person through the client only; that, or a single-use token where the client cannot ask; not at all (for scripts).",
  },
  {
    key: "databaseUrl",
    variable: "DATABASE_URL",
    placeholder: "postgres://…",
    secret: true,
    description: "Serve this Postgres (14 to 18) instead of the local Neon.",
  },
  {
    key: "neonApiKey",
    variable: "NEON_API_KEY",
    secret: true,
    description: "Serve the Neon projects of this key instead of the local Neon.",
  },
  {
    key: "neonProject",
    flag: "--project",
    variable: "NEON_PROJECT_ID",
    placeholder: "ID|NAME",
    description:
      "The project that is meant when a call names none; needed where there are several.",
  },
  {
    key: "neonApiHost",
    flag: "--api-host",
    variable: "NEON_API_HOST",
    placeholder: "https://…",
    fallback: "https://console.neon.tech/api/v2",
    description: "Where the API of Neon is.",
  },
  {
    key: "readRole",
    flag: "--read-role",
    variable: "NEON_DBA_READ_ROLE",
    placeholder: "ROLE",
    description:
      "Role that reading transactions switch to; one that neither owns the tables nor is superuser.",
  },
  {
    key: "home",
    variable: "NEON_DBA_HOME",
    placeholder: "DIR",
    description:
      "Where the local Neon, shadow databases and local state live. Default: `~/.neon-dba`, as root `/var/lib/neon-dba`.",
  },
  {
    key: "files",
    flag: "--files",
    variable: "NEON_DBA_FILES",
    placeholder: "DIR,DIR",
    description:
      "Folders below which tools may read and write files, such as migrations. Default: the working directory; with `neon-dba http` none.",
  },
  {
    key: "revealSecrets",
    flag: "--reveal-secrets",
    variable: "NEON_DBA_REVEAL_SECRETS",
    values: ["yes", "no"],
    fallback: "no",
    isSwitch: true,
    description:
      "Whether a result of manage_role may hold a new password; otherwise it is only written to the file that the call names.",
  },
  {
    key: "pgBin",
    variable: "NEON_DBA_PG_BIN",
    placeholder: "DIR",
    description: "`bin` directory of another Postgres installation to embed.",
  },
  {
    key: "stateUrl",
    variable: "NEON_DBA_STATE_URL",
    placeholder: "postgres://…",
    secret: true,
    description:
      "Keep plans, proofs and confirmations in this Postgres instead of local files, so that several servers share them.",
  },
  {
    key: "logLevel",
    flag: "--log-level",
    variable: "NEON_DBA_LOG_LEVEL",
    values: ["error", "warn", "info", "debug"],
    fallback: "warn",
    description: "What is logged to standard error, as JSON lines.",
  },
  {
    key: "audit",
    flag: "--audit",
    variable: "NEON_DBA_AUDIT",
    placeholder: "FILE",
    description:
      "Append a JSON line for every call that may change something: who, what, where, which plan, the outcome; no values.",
  },
  ...httpSettings,
];
