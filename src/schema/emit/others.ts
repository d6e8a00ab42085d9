import type { Catalog, OtherKind, OtherObject } from "../../postgres/catalog/model/catalog.ts";
import type { Item } from "../item.ts";
import { accessMethodItems, castItems, collationItems, conversionItems } from "./casts.ts";
import { serverItems, wrapperItems } from "./foreign.ts";
import { eventTriggerItems, languageItems, transformItems } from "./languages.ts";
import { operatorClassItems, operatorFamilyItems, operatorItems } from "./operators.ts";
import { publicationItems } from "./publications.ts";
import { textSearchItems } from "./text-search.ts";

type Emitter = (object: OtherObject) => Item[];

/** A subscription is where it is made: it would begin to take in rows. User mappings belong to roles. */
const none: Emitter = () => [];

const emitters: Readonly<Record<OtherKind, Emitter>> = {
  "access method": accessMethodItems,
  cast: castItems,
  collation: collationItems,
  conversion: conversionItems,
  "event trigger": eventTriggerItems,
  "foreign data wrapper": wrapperItems,
  "foreign server": serverItems,
  language: languageItems,
  operator: operatorItems,
  "operator class": operatorClassItems,
  "operator family": operatorFamilyItems,
  publication: publicationItems,
  subscription: none,
  "text search configuration": textSearchItems,
  "text search dictionary": textSearchItems,
  "text search parser": textSearchItems,
  "text search template": textSearchItems,
  transform: transformItems,
  "user mapping": none,
};

export function otherItems(catalog: Catalog): Item[] {
  return catalog.others.flatMap((object) => emitters[object.kind](object));
}
