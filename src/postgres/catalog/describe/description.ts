/** What `describe_database` says of a database: absent fields are not known at that detail, or as they are by default. */
export interface ColumnDescription {
  name: string;
  type: string;
  nullable: boolean;
  default?: string;
  identity?: "always" | "by default";
  generated?: string;
  comment?: string;
}

export interface ForeignKeyDescription {
  name?: string;
  columns: string[];
  /** Qualified name of the table. */
  references: string;
  referenced_columns: string[];
  on_delete?: string;
  on_update?: string;
  /** The rest, where it is not the default: `DEFERRABLE`, `NOT VALID`. */
  state?: string;
}

export interface IndexDescription {
  name: string;
  /** At summary, the columns only. */
  keys?: string;
  definition?: string;
  bytes?: number;
  scans?: number;
  valid?: boolean;
}

export interface NamedDefinition {
  name: string;
  definition: string;
  comment?: string;
}

export interface UniqueDescription {
  name?: string;
  columns: string[];
}

export interface PolicyDescription {
  name: string;
  command: string;
  permissive: boolean;
  roles: string[];
  using?: string;
  check?: string;
  comment?: string;
}

export interface TriggerDescription {
  name: string;
  definition: string;
  enabled: string;
  comment?: string;
}

export interface TableDescription {
  name: string;
  kind: string;
  rows: number | null;
  bytes?: number | null;
  /** Somebody holds or waits for ACCESS EXCLUSIVE on it, so that only the name is known without waiting. */
  locked?: boolean;
  /** Too long for a page: only what fits is said. */
  shortened?: boolean;
  /** Columns as one text, where a page has no room for `columns`. */
  column_list?: string;
  columns?: ColumnDescription[];
  primary_key?: string[];
  foreign_keys?: ForeignKeyDescription[];
  unique?: UniqueDescription[];
  checks?: NamedDefinition[];
  exclusions?: NamedDefinition[];
  indexes?: IndexDescription[];
  rls?: { enabled: boolean; forced: boolean };
  policies?: PolicyDescription[];
  triggers?: TriggerDescription[];
  partition_of?: string;
  partition_bound?: string;
  partition_key?: string;
  partitions?: number;
  inherits?: string[];
  owner?: string;
  comment?: string;
}

export interface ViewDescription {
  name: string;
  kind: string;
  rows?: number | null;
  bytes?: number | null;
  locked?: boolean;
  /** Too long for a page: only what fits is said. */
  shortened?: boolean;
  column_list?: string;
  columns?: ColumnDescription[];
  indexes?: IndexDescription[];
  triggers?: TriggerDescription[];
  definition?: string;
  owner?: string;
  comment?: string;
}

export interface EnumDescription {
  name: string;
  values?: string[];
  comment?: string;
}

/** A domain, composite, range or base type. */
export interface TypeDescription {
  name: string;
  kind: string;
  definition?: string;
  comment?: string;
}

export interface SequenceDescription {
  name: string;
  definition?: string;
  comment?: string;
}

export interface FunctionDescription {
  /** With the types of its arguments: `public.f(integer)`. */
  name: string;
  kind: string;
  returns?: string;
  arguments?: string;
  language?: string;
  volatility?: string;
  security_definer?: boolean;
  definition?: string;
  owner?: string;
  comment?: string;
}

export interface Lists {
  tables: TableDescription[];
  views: ViewDescription[];
  enums: EnumDescription[];
  types: TypeDescription[];
  sequences: SequenceDescription[];
  functions: FunctionDescription[];
}
