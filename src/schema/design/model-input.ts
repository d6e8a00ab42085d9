import * as z from "zod";

/** A model in the input of tools, in the words of TypeScript, which cost a third of what a JSON schema of it does; `readModel` judges what comes. */
export const ModelInput = z
  .looseObject({})
  .describe(
    `{ schema?, postgres?, entities: { name, description?, exists?, key?: "uuid"|"identity", attributes: { name, type (or enum), values?, enum_as?: "type"|"check"|"table", required = true, unique?, default?, check?, pii?, description? }[], unique?: string[][], checks?: string[], soft_delete?, optimistic_lock?, audit_trail?, expected_rows?, retention_days? }[], relationships: { from, to, kind: "many_to_one"|"one_to_one"|"many_to_many", name?, required?, on_delete?: "restrict"|"cascade"|"set null" }[], access_patterns: { name, entity, equals?, range?, contains?, search?: string[], sort?: { by, descending? }[], frequency?: "high"|"medium"|"low" }[], tenancy?: { entity, setting? }, auth?: ("password"|"sessions"|"refresh_tokens"|"oauth"|"magic_links")[] }`,
  );
