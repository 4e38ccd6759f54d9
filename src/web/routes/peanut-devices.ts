/** PeaNUT's routes of devices and their variables: what is known, without asking a server anything. */
import { describeCommand } from "../../nut/catalogue/commands.ts";
import { describeVariable } from "../../nut/catalogue/variables.ts";
import { NutError } from "../../nut/errors.ts";
import { typeFacts, typeWords } from "../../nut/var-type.ts";
import { findUps } from "../follow/find-ups.ts";
import type { Fleet } from "../follow/fleet.ts";
import type { FollowedUps } from "../follow/followed-server.ts";
import { serverAddress } from "../follow/watched-server.ts";
import { type Answer, type Asked, json, jsonText, plain, type Route, type RouteDoc } from "../http/route.ts";
import { deviceObject, deviceObjectWithMeta } from "../view/device-object.ts";

const DEVICE = "/api/v1/devices/:ups";
const VAR = `${DEVICE}/var/:name`;

const NO_DEVICE = json({ error: "Device not found" }, 404);
const noParameter = (asked: Asked): Answer =>
  json(`Parameter ${asked.param("name")} on device ${asked.param("ups")} not found`, 404);

const wantsMeta = ({ query }: Asked): boolean => query.get("meta") === "true";
const wantsRaw = ({ query }: Asked): boolean => query.has("raw");

/** A value as JSON, or with `?raw` as bare text. */
const value = (asked: Asked, text: string): Answer => (wantsRaw(asked) ? plain(text) : json(text));

const list = (fleet: Fleet, meta: boolean): string => {
  const objects = fleet.upses
    .filter(({ condition }) => condition !== "gone")
    .map((ups) => (meta ? deviceObjectWithMeta(ups, ups.name) : deviceObject(ups)));
  return `[${objects.join(",")}]`;
};

function one(ups: FollowedUps, meta: boolean): string {
  return meta ? deviceObjectWithMeta(ups, `${serverAddress(ups.server.watched)}/${ups.name}`) : deviceObject(ups);
}

/** What GET TYPE would say; of a variable that can only be read upsd says NUMBER unless its driver said more. */
function typeText(ups: FollowedUps, name: string): string {
  const type = ups.snapshot.writable.get(name);
  return typeWords({ rw: type !== undefined, ...typeFacts(type) }).join(" ");
}

function enumOf(ups: FollowedUps, name: string): readonly string[] {
  const type = ups.snapshot.writable.get(name);
  return type?.kind === "enum" ? type.values : [];
}

function rangeOf(ups: FollowedUps, name: string): readonly string[] {
  const type = ups.snapshot.writable.get(name);
  return type?.kind === "range" ? type.ranges.flatMap(({ min, max }) => [String(min), String(max)]) : [];
}

const UNAVAILABLE = "Description unavailable";

/** In the server's words, else in ours. */
async function inWords(asked: Promise<string | undefined>, ours: string | undefined): Promise<Answer> {
  const theirs = await asked.catch((error: unknown) => {
    if (!(error instanceof NutError)) throw error;
    return undefined;
  });
  return json(theirs ?? ours ?? UNAVAILABLE);
}

const descriptionOf = ({ server, name: ups }: FollowedUps, name: string): Promise<Answer> =>
  inWords(server.meaning(ups, name), describeVariable(name));

function commandText({ server, name: ups, snapshot }: FollowedUps, command: string): Answer | Promise<Answer> {
  if (!snapshot.commands.includes(command)) return json(UNAVAILABLE);
  return inWords(server.commandMeaning(ups, command), describeCommand(command));
}

const STRINGS = { type: "array", items: { type: "string" } } as const;
const TEXT = { type: "string" } as const;
const DEVICE_SCHEMA = { type: "object", additionalProperties: { type: ["string", "number"] } } as const;
const NO_UPS = { 404: "there is no such UPS" } as const;
const NO_VARIABLE = { 404: "there is no such variable, or no such UPS" } as const;
const META = { meta: "`true`: with `peanut.device_id` and `peanut.server`" } as const;
const RAW = { raw: "the bare text instead of JSON" } as const;

interface Row {
  /** Below the UPS. */
  readonly path: string;
  readonly summary: string;
  readonly query?: RouteDoc["query"];
  readonly schema: object;
  readonly answer: (ups: FollowedUps, asked: Asked) => Answer | Promise<Answer>;
}

const OF_UPS: readonly Row[] = [
  {
    path: "",
    summary: "All variables of a UPS",
    query: META,
    schema: DEVICE_SCHEMA,
    answer: (ups, asked) => jsonText(one(ups, wantsMeta(asked))),
  },
  {
    path: "/vars",
    summary: "All variables of a UPS, without meta",
    schema: DEVICE_SCHEMA,
    answer: (ups) => jsonText(one(ups, false)),
  },
  {
    path: "/rwvars",
    summary: "The variables that can be set",
    schema: STRINGS,
    answer: ({ snapshot }) => json([...snapshot.writable.keys()]),
  },
  {
    path: "/commands",
    summary: "The instant commands of a UPS",
    schema: STRINGS,
    answer: ({ snapshot }) => json(snapshot.commands),
  },
  {
    path: "/command/:name/description",
    summary: "What an instant command does",
    schema: TEXT,
    answer: (ups, asked) => commandText(ups, asked.param("name")),
  },
  {
    path: "/description",
    summary: "What ups.conf says of a UPS",
    schema: TEXT,
    answer: ({ snapshot }) => json(snapshot.description ?? "Unavailable"),
  },
  {
    path: "/clients",
    summary: "The addresses of those who are logged in",
    schema: STRINGS,
    answer: ({ snapshot }) => json(snapshot.clients),
  },
];

interface VarRow {
  /** Below the variable. */
  readonly path: string;
  readonly summary: string;
  readonly schema: object;
  readonly answer: (ups: FollowedUps, name: string) => Answer | Promise<Answer>;
}

const OF_VARIABLE: readonly VarRow[] = [
  {
    path: "/description",
    summary: "What a variable means",
    schema: TEXT,
    answer: descriptionOf,
  },
  {
    path: "/type",
    summary: "The type of a variable, as GET TYPE says it",
    schema: TEXT,
    answer: (ups, name) => json(typeText(ups, name)),
  },
  {
    path: "/enum",
    summary: "The values that a variable takes",
    schema: STRINGS,
    answer: (ups, name) => json(enumOf(ups, name)),
  },
  {
    path: "/range",
    summary: "Minimum and maximum of each range that a variable takes",
    schema: STRINGS,
    answer: (ups, name) => json(rangeOf(ups, name)),
  },
];

const TAG = "Devices";

export function peanutDeviceRoutes(fleet: Fleet): readonly Route[] {
  const get = (path: string, doc: Omit<RouteDoc, "tag">, handle: Route["handle"]): Route => ({
    method: "GET",
    path,
    access: "read",
    doc: { ...doc, tag: TAG },
    handle,
  });
  const ofVariable =
    (answer: (ups: FollowedUps, name: string, text: string, asked: Asked) => Answer | Promise<Answer>) =>
    (asked: Asked): Answer | Promise<Answer> => {
      const ups = findUps(fleet, asked.param("ups"));
      const name = asked.param("name");
      const text = ups?.condition === "live" ? ups.snapshot.values.get(name) : undefined;
      return ups && text !== undefined ? answer(ups, name, text, asked) : noParameter(asked);
    };
  return [
    get(
      "/api/v1/devices",
      { summary: "All UPSes with all variables", query: META, schema: { type: "array", items: DEVICE_SCHEMA } },
      (asked) => jsonText(list(fleet, wantsMeta(asked))),
    ),
    ...OF_UPS.map(({ path, answer, ...doc }) =>
      get(`${DEVICE}${path}`, { ...doc, errors: NO_UPS }, (asked) => {
        const ups = findUps(fleet, asked.param("ups"));
        return ups ? answer(ups, asked) : NO_DEVICE;
      }),
    ),
    get(
      VAR,
      { summary: "The value of a variable", query: RAW, schema: TEXT, errors: NO_VARIABLE },
      ofVariable((_ups, _name, text, asked) => value(asked, text)),
    ),
    ...OF_VARIABLE.map(({ path, answer, ...doc }) =>
      get(`${VAR}${path}`, { ...doc, errors: NO_VARIABLE }, ofVariable(answer)),
    ),
  ];
}
