/** PeaNUT's routes about itself and about servers. */
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../nut/version.ts";
import type { Clock } from "../../system/clock.ts";
import type { Fleet } from "../follow/fleet.ts";
import type { FollowedServer } from "../follow/followed-server.ts";
import { json, plain, type Route } from "../http/route.ts";

const about = (clock: Clock, started: number) => ({
  name: "nutts",
  version: VERSION,
  description: "Network UPS Tools in TypeScript",
  nodeVersion: process.version,
  platform: process.platform,
  uptime: (clock.now() - started) / 1000,
  memoryUsage: process.memoryUsage(),
  environment: process.env.NODE_ENV ?? "production",
  buildTime: statSync(fileURLToPath(import.meta.url)).mtime.toISOString(),
  repository: "",
});

/** PeaNUT relays a terminal to the NUT server here; its answer to a request that is none. */
const NO_TERMINAL = plain("Upgrade Required", 426);

const INFO_SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string" },
    version: { type: "string" },
    uptime: { type: "number" },
    memoryUsage: { type: "object", additionalProperties: { type: "number" } },
  },
};

/** Of the servers that answer: one that is dead costs the others nothing. */
async function linesOf(
  fleet: Fleet,
  ask: (server: FollowedServer) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const lines = await Promise.all(fleet.servers.map(ask));
  return lines.flatMap((line) => line ?? []);
}

export function peanutSystemRoutes(fleet: Fleet): readonly Route[] {
  const { clock } = fleet;
  const started = clock.now();
  const tag = "System";
  const strings = { type: "array", items: { type: "string" } };
  return [
    {
      method: "GET",
      path: "/api/ping",
      access: "open",
      doc: { summary: "Whether this server answers", tag, schema: { type: "string", const: "pong" } },
      handle: () => json("pong"),
    },
    {
      method: "GET",
      path: "/api/ws",
      access: "open",
      handle: () => ({ ...NO_TERMINAL, headers: { upgrade: "websocket" } }),
    },
    {
      method: "GET",
      path: "/api/v1/info",
      access: "read",
      doc: { summary: "What runs here", tag, schema: INFO_SCHEMA },
      handle: () => json(about(clock, started)),
    },
    {
      method: "GET",
      path: "/api/v1/version",
      access: "read",
      doc: { summary: "The version of each NUT server that answers", tag, schema: strings },
      handle: async () => json(await linesOf(fleet, (server) => server.line("VER"))),
    },
    {
      method: "GET",
      path: "/api/v1/netversion",
      access: "read",
      doc: { summary: "The version of the protocol that each NUT server speaks", tag, schema: strings },
      handle: async () => json(await linesOf(fleet, (server) => server.line("NETVER"))),
    },
  ];
}
