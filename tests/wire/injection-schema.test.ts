import { injectOnPostgres } from "./injection-on-postgres.ts";
import { toolsOf } from "./try-all.ts";

injectOnPostgres(toolsOf("schema", "migration"));
