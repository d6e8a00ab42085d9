/** `t.===(t.address,t.address)`, as `regoperator` prints it. */
const printed = /^(?:(.*)\.)?([-+*/<>=~!@#%^&|`?]+)\((.*)\)$/s;

/** `OPERATOR(t.===)`; without a schema it is Postgres's own. */
export function operatorName(operator: string): string {
  const [, schema = "pg_catalog", symbol = ""] = printed.exec(operator) ?? [];
  return `OPERATOR(${schema}.${symbol})`;
}
