/** Logging in and out, for the page. */
import type { Access } from "../http/access.ts";
import { type Answer, type Asked, json, type Route } from "../http/route.ts";
import type { Who } from "../http/who.ts";
import { textsOf } from "./texts-of.ts";

function view(access: Access, who: Who, fahrenheit: boolean): object {
  const login = who.kind === "user" ? "in" : who.kind === "unasked" ? "off" : "needed";
  return {
    login,
    name: who.kind === "user" ? who.name : null,
    csrf: who.kind === "user" && who.how === "session" ? who.csrf : null,
    control: access.closed === undefined,
    reason: access.closed ?? null,
    temperature: fahrenheit ? "fahrenheit" : "celsius",
  };
}

async function logIn(access: Access, fahrenheit: boolean, { body, incoming }: Asked): Promise<Answer> {
  const given = textsOf(body, ["username", "password"]);
  if (!given) return json({ error: "Send JSON with the texts username, password" }, 400);
  const { username = "", password = "" } = given;
  const begun = await access.logIn({ username, password }, incoming);
  if (begun === undefined) return json({ error: "Wrong name or password" }, 401);
  if ("status" in begun) return begun;
  const [who, cookie] = begun;
  return { ...json(view(access, who, fahrenheit)), headers: { "set-cookie": cookie } };
}

const TEXT_OR_NULL = { type: ["string", "null"] };
const SCHEMA = {
  type: "object",
  properties: {
    login: { type: "string", enum: ["off", "needed", "in"] },
    name: TEXT_OR_NULL,
    csrf: TEXT_OR_NULL,
    control: { type: "boolean" },
    reason: TEXT_OR_NULL,
    temperature: { type: "string", enum: ["celsius", "fahrenheit"] },
  },
};
const BODY = {
  type: "application/json",
  schema: {
    type: "object",
    properties: { username: { type: "string" }, password: { type: "string" } },
    required: ["username", "password"],
  },
};

export function sessionRoutes(access: Access, fahrenheit: boolean): readonly Route[] {
  const path = "/api/v1/session";
  const tag = "Session";
  return [
    {
      method: "GET",
      path,
      access: "open",
      doc: { summary: "Who is logged in, and what they may do", tag, schema: SCHEMA },
      handle: ({ who }) => json(view(access, who, fahrenheit)),
    },
    {
      method: "POST",
      path,
      access: "open",
      doc: {
        summary: "Log in: the answer bears a cookie",
        tag,
        body: BODY,
        schema: SCHEMA,
        errors: { 400: "something is missing", 401: "wrong name or password", 429: "too many wrong passwords" },
      },
      handle: (asked) => logIn(access, fahrenheit, asked),
    },
    {
      method: "DELETE",
      path,
      access: "open",
      doc: { summary: "Log out", tag, schema: SCHEMA },
      handle: ({ incoming }) => ({
        ...json(view(access, access.off ? { kind: "unasked" } : { kind: "nobody" }, fahrenheit)),
        headers: { "set-cookie": access.logOut(incoming) },
      }),
    },
  ];
}
