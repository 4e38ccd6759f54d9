/** Commands and settings in the name of a NUT user whom the page asks for. */
import { NutError } from "../../nut/errors.ts";
import { changeUps, type UpsOrder } from "../follow/change-ups.ts";
import { findUps } from "../follow/find-ups.ts";
import type { Fleet } from "../follow/fleet.ts";
import { type Answer, type Asked, json, type Route } from "../http/route.ts";
import { textsOf } from "./texts-of.ts";

const bad = (error: string): Answer => json({ error }, 400);

/** What a person reads when the server refused; 502 when it could not be asked. */
function refusal(error: unknown): Answer {
  if (!(error instanceof NutError)) throw error;
  const refused = error.code === "access-denied" || error.code.startsWith("invalid-") ? 403 : 502;
  return json({ error: error.message, code: error.code }, refused);
}

const WHO = { username: { type: "string" }, password: { type: "string" } } as const;
const bodyOf = (properties: object, required: readonly string[]) => ({
  type: "application/json",
  schema: { type: "object", properties: { ups: { type: "string" }, ...properties, ...WHO }, required },
});
const RESULT = {
  type: "object",
  properties: { result: { type: "string", enum: ["done", "accepted"] } },
  required: ["result"],
};
const ERRORS = {
  400: "something is missing in the request",
  403: "control is off, or the NUT server refused the user",
  404: "there is no such UPS",
  502: "the NUT server could not be asked, or the UPS failed",
} as const;

interface Kind {
  readonly path: string;
  readonly summary: string;
  readonly properties: object;
  readonly needed: readonly string[];
  readonly orderOf: (given: Readonly<Record<string, string>>) => UpsOrder;
}

const KINDS: readonly Kind[] = [
  {
    path: "/api/v1/control/command",
    summary: "Run an instant command",
    properties: { command: { type: "string" }, param: { type: "string" } },
    needed: ["ups", "command", "username", "password"],
    orderOf: ({ command = "", param }) => ({ kind: "command", command, param }),
  },
  {
    path: "/api/v1/control/variable",
    summary: "Set a variable",
    properties: { variable: { type: "string" }, value: { type: "string" } },
    needed: ["ups", "variable", "value", "username", "password"],
    orderOf: ({ variable = "", value = "" }) => ({ kind: "set", variable, value }),
  },
];

export function controlRoutes(fleet: Fleet): readonly Route[] {
  const act = async ({ needed, orderOf }: Kind, { body }: Asked): Promise<Answer> => {
    const given = textsOf(body, needed);
    if (!given) return bad(`Send JSON with the texts ${needed.join(", ")}`);
    const ups = findUps(fleet, given.ups ?? "");
    if (!ups) return json({ error: "Device not found" }, 404);
    const { username = "", password = "" } = given;
    try {
      return json({ result: await changeUps(ups, orderOf(given), { username, password }) });
    } catch (error) {
      return refusal(error);
    }
  };
  return KINDS.map((kind) => ({
    method: "POST",
    path: kind.path,
    access: "control",
    doc: {
      summary: kind.summary,
      tag: "Control",
      body: bodyOf(kind.properties, kind.needed),
      schema: RESULT,
      errors: ERRORS,
    },
    handle: (asked) => act(kind, asked),
  }));
}
