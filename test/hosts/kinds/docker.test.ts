/** Against a stand-in on a UNIX socket that answers as the Docker Engine API documents. */
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { httpAsker } from "../../../src/hosts/http/http-ask.ts";
import { DOCKER } from "../../../src/hosts/kinds/docker.ts";
import { SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import { HostWorld, settingsOf } from "../host-world.ts";

let world: HostWorld;
let server: Server;
let socket: string;
let up: Map<string, string>;
let asked: string[];

beforeEach(async () => {
  world = new HostWorld();
  world.ask = httpAsker(SYSTEM_CLOCK);
  socket = join(world.folder, "docker.sock");
  up = new Map([
    ["aaaaaaaaaaaa1111", "db"],
    ["bbbbbbbbbbbb2222", "web"],
  ]);
  asked = [];
  server = createServer((request, response) => {
    const { method, url = "" } = request;
    const [, id = ""] = /^\/containers\/(\w+)\/stop/.exec(url) ?? [];
    if (method === "POST") asked.push(url);
    if (method === "GET" && url === "/containers/json")
      return void response.end(
        JSON.stringify([...up].map(([Id, name]) => ({ Id, Names: [`/${name}`], State: "running" }))),
      );
    for (const key of up.keys()) if (id !== "" && key.startsWith(id)) up.delete(key);
    response.writeHead(id === "" ? 404 : 204).end();
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  world.remove();
});

const settings = (more: Readonly<Record<string, string>> = {}) => settingsOf(DOCKER, { socket, ...more });

describe("containers of Docker", () => {
  it("stop in order, with the time that each has before it is killed", async () => {
    const outcome = await DOCKER.shutDown?.(settings({ containers: "web db", stop_time: "20" }), world.job());
    expect(outcome).toEqual({ kind: "done", text: "2 of 2 guests down" });
    expect(asked).toEqual(["/containers/bbbbbbbbbbbb/stop?t=20", "/containers/aaaaaaaaaaaa/stop?t=20"]);
    expect(await DOCKER.isDown?.(settings(), world.job())).toBe(true);
  });

  it("get less time where there is less, so that the engine still answers", async () => {
    await DOCKER.shutDown?.(settings({ containers: "db", stop_time: "300" }), world.job(25));
    expect(asked).toEqual(["/containers/aaaaaaaaaaaa/stop?t=20"]);
    expect(await DOCKER.isDown?.(settings({ containers: "web" }), world.job())).toBe(false);
  });

  it("are listed by --test, and nothing is stopped", async () => {
    expect(await DOCKER.test(settings({ containers: "web *" }), world.job())).toEqual({
      kind: "done",
      text: "would stop containers web db, 30 s for each",
    });
    expect(asked).toEqual([]);
  });

  it("of an engine that is not there are not there for us", async () => {
    const socket = join(world.folder, "none");
    const outcome = await DOCKER.shutDown?.(settings({ socket }), world.job());
    expect(outcome).toEqual({ kind: "unsure", why: `containers of ${socket}: No such file or directory` });
    expect(await DOCKER.isDown?.(settings({ socket: join(world.folder, "none") }), world.job())).toBeUndefined();
  });
});
