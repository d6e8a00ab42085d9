import type { ElicitRequestFormParams } from "@modelcontextprotocol/server";

type Properties = ElicitRequestFormParams["requestedSchema"]["properties"];

/** SEP-1034: a default of each primitive type. */
export const defaults: Properties = {
  name: { type: "string", default: "John Doe" },
  age: { type: "integer", default: 30 },
  score: { type: "number", default: 95.5 },
  status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
  verified: { type: "boolean", default: true },
};

const options = ["option1", "option2", "option3"];
const titled = (prefix: string, titles: readonly string[]) =>
  titles.map((title, index) => ({ const: `${prefix}${index + 1}`, title }));

/** SEP-1330: the five ways to choose. */
export const enums: Properties = {
  untitledSingle: { type: "string", enum: options },
  titledSingle: {
    type: "string",
    oneOf: titled("value", ["First Option", "Second Option", "Third Option"]),
  },
  legacyEnum: {
    type: "string",
    enum: ["opt1", "opt2", "opt3"],
    enumNames: ["Option One", "Option Two", "Option Three"],
  },
  untitledMulti: { type: "array", items: { type: "string", enum: options } },
  titledMulti: {
    type: "array",
    items: { anyOf: titled("value", ["First Choice", "Second Choice", "Third Choice"]) },
  },
};
