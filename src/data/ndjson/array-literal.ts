const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},]|[^[\]{},"]+/g;

/** An array of Postgres for one of JSON: `[1, null, "a b"]` is `{1,NULL,"a b"}`. Objects in it become text of their own. */
export function arrayLiteral(json: string): string {
  let depth = 0;
  let object = "";
  let literal = "";
  for (const [token] of json.matchAll(TOKEN)) {
    if (depth > 0 || token === "{") {
      object += token;
      if (token === "{") depth += 1;
      else if (token === "}") depth -= 1;
      if (depth > 0) continue;
      literal += quoted(object);
      object = "";
    } else if (token === "[") literal += "{";
    else if (token === "]") literal += "}";
    else if (token === "null") literal += "NULL";
    else if (token.startsWith('"')) literal += quoted(JSON.parse(token) as string);
    else literal += token.trim();
  }
  return literal;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
