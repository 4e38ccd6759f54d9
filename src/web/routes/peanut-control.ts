/** PeaNUT's changes: in the name of the user whom the settings have for the server. No LOGIN is needed for them. */
import { ERRORS, NutError } from "../../nut/errors.ts";
import { splitWords } from "../../nut/words.ts";
import { changeUps, type UpsOrder } from "../follow/change-ups.ts";
import { findUps } from "../follow/find-ups.ts";
import type { Fleet } from "../follow/fleet.ts";
import type { FollowedUps } from "../follow/followed-server.ts";
import { type Answer, type Asked, json, type Route } from "../http/route.ts";

const failed = (reason: string, { name }: FollowedUps): Answer =>
  json(`Failed to ${reason} unknown on device ${name}`, 500);

/** As the server's line says it, which PeaNUT passes on whole. */
function reasonOf({ code, message }: NutError): string {
  const row: { readonly wire?: string } = ERRORS[code];
  return row.wire === undefined ? message : `ERR ${row.wire}\n`;
}

async function change(ups: FollowedUps, order: UpsOrder, done: string): Promise<Answer> {
  const { username, password } = ups.server.watched;
  if (username === undefined || password === undefined) return failed("Invalid credentials", ups);
  try {
    await changeUps(ups, order, { username, password });
    ups.server.loginRefused = false;
    return json(done);
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    if (error.code === "access-denied") ups.server.loginRefused = true;
    return failed(reasonOf(error), ups);
  }
}

/** `20` and `"20"`: what stands behind `SET VAR ups name`. */
function wordOf(body: string): string | undefined {
  const words = splitWords(body.trim());
  return words.length === 1 ? words[0] : undefined;
}

const TEXT = { type: "string" } as const;
const ERROR_TEXTS = {
  403: "control is off",
  404: "there is no such UPS",
  500: "the server refused it, or the settings have no user for the server",
} as const;

export function peanutControlRoutes(fleet: Fleet): readonly Route[] {
  const ofUps =
    (act: (ups: FollowedUps, asked: Asked) => Answer | Promise<Answer>) =>
    (asked: Asked): Answer | Promise<Answer> => {
      const ups = findUps(fleet, asked.param("ups"));
      return ups ? act(ups, asked) : json({ error: "Device not found" }, 404);
    };
  const tag = "Devices";
  return [
    {
      method: "POST",
      path: "/api/v1/devices/:ups/var/:name",
      access: "control",
      doc: {
        summary: "Set a variable",
        tag,
        body: { type: "text/plain", schema: TEXT },
        schema: TEXT,
        errors: ERROR_TEXTS,
      },
      handle: ofUps((ups, asked) => {
        const variable = asked.param("name");
        const value = wordOf(asked.body);
        if (value === undefined) return failed("ERR INVALID-ARGUMENT\n", ups);
        return change(
          ups,
          { kind: "set", variable, value },
          `Variable ${variable} on device ${ups.name} saved successfully`,
        );
      }),
    },
    {
      method: "POST",
      path: "/api/v1/devices/:ups/command/:name",
      access: "control",
      doc: { summary: "Run an instant command", tag, schema: TEXT, errors: ERROR_TEXTS },
      handle: ofUps((ups, asked) => {
        const command = asked.param("name");
        const done = `Command ${command} on device ${ups.name} run successfully`;
        return change(ups, { kind: "command", command, param: undefined }, done);
      }),
    },
  ];
}
