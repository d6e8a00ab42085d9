import type { Recipe } from "../recipe.ts";
import { addColumn } from "./add-column.ts";
import { addConstraint } from "./add-constraint.ts";
import { alterDomain } from "./alter-domain.ts";
import { attachPartition } from "./attach-partition.ts";
import { createPartition } from "./create-partition.ts";
import { detachPartition } from "./detach-partition.ts";
import { serialToIdentity } from "./serial-to-identity.ts";
import { createIndex } from "./create-index.ts";
import { dropColumn } from "./drop-column.ts";
import { dropDefault } from "./drop-default.ts";
import { dropIndex } from "./drop-index.ts";
import { dropTable } from "./drop-table.ts";
import { enumValue } from "./enum-value.ts";
import { reindex } from "./reindex.ts";
import { remakeTable } from "./remake-table.ts";
import { renameColumn } from "./rename-column.ts";
import { renameOther } from "./rename-other.ts";
import { renameTable } from "./rename-table.ts";
import { replacePrimaryKey } from "./replace-primary-key.ts";
import { replaceRoutine } from "./replace-routine.ts";
import { rewriteTable } from "./rewrite-table.ts";
import { rowSecurity } from "./row-security.ts";
import { setNotNull } from "./set-not-null.ts";
import { splitColumns } from "./split-columns.ts";
import { typeChange } from "./type-change.ts";
import { updateRows } from "./update-rows.ts";

/** Asked in this order; the first that takes a change makes it. */
export const recipes: readonly Recipe[] = [
  // takes all that is done to the table along
  remakeTable,
  // takes defaults and foreign keys along
  typeChange,
  rewriteTable,
  serialToIdentity,
  splitColumns,
  addColumn,
  setNotNull,
  dropDefault,
  replacePrimaryKey,
  addConstraint,
  createIndex,
  dropIndex,
  reindex,
  rowSecurity,
  replaceRoutine,
  renameColumn,
  renameTable,
  renameOther,
  dropColumn,
  dropTable,
  enumValue,
  alterDomain,
  attachPartition,
  createPartition,
  detachPartition,
  updateRows,
];
