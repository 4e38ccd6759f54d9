/** For containers and monitors: whether all is seen, and whether a shutdown would come in time. */
import type { Fleet } from "../follow/fleet.ts";
import { serverLabel } from "../follow/watched-server.ts";
import { json, type Route } from "../http/route.ts";
import { protectionOf } from "../view/protection.ts";

function healthProblems({ servers, upses }: Fleet): readonly string[] {
  return [
    ...servers.flatMap(({ error, watched }) => (error ? [`${serverLabel(watched)}: ${error.message}`] : [])),
    ...servers.flatMap(({ loginRefused, watched }) =>
      loginRefused ? [`${serverLabel(watched)} refuses the user ${watched.username}`] : [],
    ),
    ...upses
      .filter(({ condition, server }) => condition === "stale" || (condition === "lost" && !server.error))
      .map(({ name, snapshot }) => `${name}: ${snapshot.error?.message}`),
  ];
}

/** What would keep a shutdown from being carried out. */
const NOT_READY: ReadonlySet<string> = new Set(["no-ups", "waiting", "unknown-state", "nobody-logged-in"]);

const readyProblems = ({ upses, own }: Fleet): readonly string[] => [
  ...protectionOf({ upses }).flatMap(({ code, text }) => (NOT_READY.has(code) ? [text] : [])),
  ...(own?.obstacles() ?? []),
];

const SCHEMA = {
  type: "object",
  properties: {
    status: { type: "string", enum: ["ok", "failing"] },
    problems: { type: "array", items: { type: "string" } },
  },
};

export function healthRoutes(fleet: Fleet): readonly Route[] {
  const row = (path: string, summary: string, problemsOf: () => readonly string[]): Route => ({
    method: "GET",
    path,
    access: "open",
    doc: { summary, tag: "System", schema: SCHEMA, errors: { 503: "no; the body says why" } },
    handle: ({ who }) => {
      const problems = problemsOf();
      const status = problems.length === 0 ? "ok" : "failing";
      // Names and reasons are for those who may see the UPSes.
      return json(who.kind === "nobody" ? { status } : { status, problems }, problems.length === 0 ? 200 : 503);
    },
  });
  return [
    row("/health", "Whether every server answers and every UPS is seen", () => healthProblems(fleet)),
    row("/ready", "Whether machines would be shut down in time", () => readyProblems(fleet)),
  ];
}
