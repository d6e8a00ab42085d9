import { auth } from "./auth.ts";
import { blog } from "./blog.ts";
import { booking } from "./booking.ts";
import { chat } from "./chat.ts";
import { documents } from "./documents.ts";
import { iot } from "./iot.ts";
import { ledger } from "./ledger.ts";
import { shop } from "./shop.ts";
import { social } from "./social.ts";
import { tasks } from "./tasks.ts";

/** Models of ten kinds of application, as a caller writes them. */
export const models: Readonly<Record<string, Record<string, unknown>>> = {
  blog,
  tasks,
  shop,
  ledger,
  chat,
  iot,
  auth,
  booking,
  social,
  documents,
};
