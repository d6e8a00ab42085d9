import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Model } from "../model.ts";
import { finding } from "./finding.ts";
import { each, isText } from "./normal-forms.ts";

/** Personal data that is kept for ever. */
export const keptForEver = (model: Model): Finding[] =>
  model.entities
    .filter(
      ({ attributes, retentionDays }) =>
        retentionDays === null && attributes.some(({ pii }) => pii),
    )
    .map((entity) =>
      finding(
        model,
        "pii-without-retention",
        "warning",
        [entity.name],
        `\`${identifier(entity.name)}\` holds personal data (${entity.attributes
          .filter(({ pii }) => pii)
          .map(({ name }) => identifier(name))
          .join(
            ", ",
          )}) and nothing says how long. Give it \`retention_days\`: a purge that reads an index comes with it.`,
      ),
    );

const PERSONAL =
  /^(?:e_?mail|phone|mobile|ssn|passport|iban|birth_?(?:date|day)|date_of_birth|born_on|dob|(?:first|last|full|maiden)_name|surname|street|address_line\w*|ip_address|tax_id|gender)$|_(?:email|phone|ssn|iban)$/;

export const unmarked = (model: Model): Finding[] =>
  each(model, ({ name, pii }) => !pii && PERSONAL.test(name)).map(([entity, { name }]) =>
    finding(
      model,
      "pii-not-marked",
      "info",
      [entity.name, name],
      `\`${identifier(name)}\` reads like personal data and is not marked. With \`pii: true\` it is said in its comment and left out of the audit trail.`,
    ),
  );

const SECRET =
  /(?:^|_)(?:password|passwd|pwd|secret|api_key|apikey|access_token|refresh_token|session_token|reset_token|private_key|token|otp|pin)$/;

/** Whoever reads the table, a backup or a log could send it. */
export const plainSecrets = (model: Model): Finding[] =>
  each(model, ({ name, type }) => SECRET.test(name) && (isText(type) || type === "uuid")).map(
    ([entity, { name }]) =>
      finding(
        model,
        "secret-in-plain-text",
        "error",
        [entity.name, name],
        /pass|pwd/.test(name)
          ? `\`${identifier(name)}\` would hold a password that can be read. Leave it out and write auth: ["password"]: a PHC hash with algorithm and parameters, checked, in a table of its own.`
          : `\`${identifier(name)}\` would hold a secret that can be sent again by whoever reads it. Store its SHA-256 as bytea (\`${identifier(name)}_digest\`, check octet_length = 32), or use a part of \`auth\`; what has to be sent elsewhere belongs into a secret store.`,
      ),
  );
