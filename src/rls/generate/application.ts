import type { ResolvedIntent, Source } from "../resolved.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";

/** How an application sets the context. The connection may be pooled: what is set locally ends with the transaction. */
export interface ApplicationCode {
  readonly stack: "psql" | "node-postgres" | "Prisma" | "Drizzle" | "SQLModel";
  readonly code: string;
}

interface Value {
  /** A parameter of the snippets: `userId`. */
  readonly name: string;
  readonly setting: string;
  /** An object, which the setting holds as JSON. */
  readonly json?: true;
}

export function applicationCode(intent: ResolvedIntent): ApplicationCode[] {
  const role = quoteIdentifier(intent.applicationRole);
  const login = {
    stack: "psql",
    code: `ALTER ROLE ${role} LOGIN;\n\\password ${role}`,
  } as const;
  const values = valuesOf(intent);
  if (values.length === 0) return [login];
  const names = values.map(({ name }) => name);
  const given = values.map(javascriptOf);
  return [
    login,
    {
      stack: "node-postgres",
      code: `const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL }); // pooled, as ${role}
async function within(${names.join(", ")}, work) {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query(${JSON.stringify(select(values, ({ at }) => `$${at + 1}`))}, [${given.join(", ")}]);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}`,
    },
    {
      stack: "Prisma",
      code: `const within = (${names.join(", ")}) => prisma.$extends({ query: { $allOperations: async ({ args, query }) =>
  (await prisma.$transaction([prisma.$executeRaw\`${select(values, ({ javascript }) => `\${${javascript}}`)}\`, query(args)]))[1] } });`,
    },
    {
      stack: "Drizzle",
      code: `const within = (${names.join(", ")}, work) => db.transaction(async (tx) => {
  await tx.execute(sql\`${select(values, ({ javascript }) => `\${${javascript}}`)}\`);
  return work(tx);
});`,
    },
    {
      stack: "SQLModel",
      code: `def session_for(${names.map(snake).join(", ")}):  # a FastAPI dependency
    with Session(engine) as session, session.begin():
        session.execute(text(${JSON.stringify(select(values, ({ name }) => `:${snake(name)}`))}), {${values
          .map(({ name, json }) => [snake(name), json === true ? "json.dumps" : "str"])
          .map(([name, text]) => `"${name}": ${text}(${name})`)
          .join(", ")}})
        yield session`,
    },
  ];
}

function valuesOf({ user, tenant }: ResolvedIntent): Value[] {
  const setting = (source: Source | null, name: string): Value[] =>
    source?.kind === "setting" ? [{ name, setting: source.name }] : [];
  const values = [...setting(user, "userId"), ...setting(tenant, "tenantId")];
  // Without the Data API the claims of a token that the application has checked.
  const token = [user, tenant].some((source) => source !== null && source.kind !== "setting");
  return token
    ? [...values, { name: "claims", setting: "request.jwt.claims", json: true }]
    : values;
}

interface Parameter {
  readonly at: number;
  readonly name: string;
  readonly javascript: string;
}

const select = (values: readonly Value[], parameter: (parameter: Parameter) => string): string => {
  const calls = values.map((value, at) => {
    const given = parameter({ at, name: value.name, javascript: javascriptOf(value) });
    return `set_config(${quoteLiteral(value.setting)}, ${given}, true)`;
  });
  return `select ${calls.join(", ")}`;
};

const javascriptOf = ({ name, json }: Value): string =>
  json === true ? `JSON.stringify(${name})` : name;

const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
