import { quoteLiteral } from "../../sql/quote.ts";
import { baseType, enumNamed, withoutModifier } from "../resolve/types.ts";
import type { Source } from "../resolved.ts";
import type { Ground } from "./ground.ts";
import { declare } from "./routine.ts";

/** pg_input_is_valid is there from Postgres 16 on. */
const SOFT_ERRORS = 160000;

/**
 * The current user or tenant, to be compared with a column of `type`: a sub-select, which Postgres runs once as an InitPlan. What is
 * missing, empty or malformed is NULL, which equals nothing.
 */
export function currentValue(ground: Ground, source: Source, type: string): string {
  const base = baseType(ground.catalog, type);
  const enumeration = enumNamed(ground.catalog, base)?.kind;
  const wanted = source.kind === "setting" && enumeration === undefined ? source.type : base;
  const call = `(select ${declareSource(ground, source, wanted)}())`;
  // As text it would be compared letter by letter, past the index.
  return base.endsWith(".citext") && base !== wanted ? `${call}::${base}` : call;
}

function declareSource(ground: Ground, source: Source, type: string): string {
  const plain = castName(withoutModifier(type));
  return declare(ground, {
    name: nameOf(source, plain),
    returns: plain,
    why: `${subject(source)}, or NULL where it is missing, empty or no ${plain}.`,
    ...reading(ground, source, plain),
  });
}

function nameOf(source: Source, type: string): string {
  if (source.kind === "setting") return source.name.toLowerCase().replaceAll(".", "_");
  const name = source.kind === "claim" ? `claim_${source.claim}` : "auth_user_id";
  return type === "text" ? name : `${name}_${type.replaceAll(/\W+/g, "_")}`;
}

function subject(source: Source): string {
  if (source.kind === "setting") return `The setting ${source.name}`;
  return source.kind === "claim" ? `The claim ${source.claim}` : "The user of the token";
}

/** `character` in a cast is one character; bpchar is any number. */
const castName = (type: string): string => (type === "character" ? "bpchar" : type);

function textOf(source: Source): string {
  if (source.kind === "setting") return `current_setting(${quoteLiteral(source.name)}, true)`;
  if (source.kind === "auth user") return "auth.user_id()";
  return `auth.session() ->> ${quoteLiteral(source.claim)}`;
}

interface Reading {
  readonly body: string;
  readonly language?: "plpgsql";
  readonly parallel?: "restricted";
}

function reading({ version }: Ground, source: Source, type: string): Reading {
  const text = `nullif(${textOf(source)}, '')`;
  if (["text", "character varying", "bpchar"].includes(type))
    return { body: type === "text" ? `select ${text}` : `select ${text}::${type}` };
  if (version >= SOFT_ERRORS)
    return {
      body: `select case when pg_input_is_valid(value, ${quoteLiteral(type)}) then value::${type} end from (select ${text}) as context (value)`,
    };
  return {
    language: "plpgsql",
    // A block that catches errors is a subtransaction, which workers cannot start.
    parallel: "restricted",
    body: `begin return ${text}::${type}; exception when others then return null; end`,
  };
}
