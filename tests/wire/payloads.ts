/** The table that must still be there. It has this name nowhere else. */
export const canary = "canary_wire";

/** What strangers write where a name, a value or a path is expected. */
export const payloads: Readonly<Record<string, string>> = {
  "a closed identifier": `x"; drop table ${canary}; --`,
  "a closed literal": `x'; drop table ${canary}; --`,
  "a closed literal in a call": `x'); drop table ${canary}; --`,
  "a closed identifier in a list": `x"), (select 1)); drop table ${canary}; --`,
  backslashes: `\\'; drop table ${canary}; -- \\"`,
  "dollar quotes": `$$; drop table ${canary}; $$ $x$ $1`,
  "a statement": `drop table ${canary}`,
  "escapes of Unicode": `U&"\\0078"; drop table ${canary}; --`,
  NUL: `x\0"; drop table ${canary}; --`,
  "line breaks": `x\r\n; drop table ${canary};\r\nX-Injected: 1\r\n\r\n`,
  "a comment": `x*/; drop table ${canary}; /*`,
  length: `${"x".repeat(200_000)}"; drop table ${canary}; --`,
  "letters that look alike": `ｘ＂; dｒop table ${canary}; \u202e--\u200b\u{e0041}`,
  templates: `\${process.exit(1)} {{7*7}} %s %n $(touch /tmp/neon-dba-wire) \`id\``,
  "a path upwards": "../../../../../tmp/neon-dba-wire",
  "an escaped path upwards": "%2e%2e%2f%2e%2e%2fprojects",
  "the path of another resource": "../../projects?limit=1#",
  "a name of Object": "__proto__",
};
