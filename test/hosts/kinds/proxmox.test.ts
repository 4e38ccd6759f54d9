/** Against a stand-in that answers as the API viewer of Proxmox VE documents. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Outcome } from "../../../src/hosts/host-kind.ts";
import type { HttpQuestion } from "../../../src/hosts/http/http-ask.ts";
import { PROXMOX } from "../../../src/hosts/kinds/proxmox.ts";
import { canBeSeen, look } from "../../../src/hosts/look.ts";
import { HostWorld, hostOf, settingsOf } from "../host-world.ts";

const SECRET = "root@pam!nutts=0000-1111";

class Node {
  readonly asked: string[] = [];
  readonly up = new Map([
    ["qemu/101", "db"],
    ["qemu/102", "web"],
    ["lxc/200", "dns"],
  ]);
  names = ["pve"];
  /** Seconds that a guest takes; those without never go. */
  takes: Readonly<Record<string, number>> = { "101": 20, "102": 5, "200": 1 };
  readonly #world: HostWorld;

  constructor(world: HostWorld) {
    this.#world = world;
    world.ask = (question) => Promise.resolve(this.#answer(question));
  }

  #answer(question: HttpQuestion) {
    const { method, url, headers, body } = question;
    if (headers?.authorization !== `PVEAPIToken=${SECRET}`) return { kind: "answered", status: 401, text: "" } as const;
    if (method === "POST") this.asked.push(`${this.#world.clock.now() / 1000} ${url.pathname} ${body}`);
    const data = this.#data(url.pathname.replace("/api2/json/nodes", ""), method);
    if (data === undefined) return { kind: "answered", status: 501, text: "no such method" } as const;
    return { kind: "answered", status: 200, text: JSON.stringify({ data }) } as const;
  }

  #data(path: string, method: string): unknown {
    if (path === "") return this.names.map((node) => ({ node, status: "online" }));
    const [, type, id] = /^\/pve\/(qemu|lxc)(?:\/(\d+)\/status\/shutdown)?$/.exec(path) ?? [];
    if (path === "/pve/status" && method === "POST") return null;
    if (type === undefined) return undefined;
    if (id === undefined)
      return [...this.up]
        .filter(([key]) => key.startsWith(type))
        .map(([key, name]) => ({ vmid: Number(key.split("/")[1]), name, status: "running" }))
        .concat([{ vmid: 900, name: "template", status: "stopped" }]);
    const seconds = this.takes[id];
    if (seconds !== undefined) this.#world.clock.after(seconds * 1000, () => void this.up.delete(`${type}/${id}`));
    return "UPID:pve:0001";
  }
}

let world: HostWorld;
let node: Node;
beforeEach(() => {
  world = new HostWorld();
  node = new Node(world);
});
afterEach(() => world.remove());

const settings = (more: Readonly<Record<string, string>> = {}) =>
  settingsOf(PROXMOX, { host: "pve.lan", token: SECRET, ...more });

async function run(deed: Promise<Outcome> | undefined): Promise<Outcome> {
  let outcome: Outcome | undefined;
  void deed?.then((ended) => {
    outcome = ended;
  });
  for (let second = 0; second < 600 && !outcome; second++) await world.clock.advance(1000);
  if (!outcome) throw new Error("it never ended");
  return outcome;
}

describe("a node of Proxmox", () => {
  it("has its guests shut down in order, each by the path of its kind, and goes down last", async () => {
    const outcome = await run(PROXMOX.shutDown?.(settings({ guests: "web * db" }), world.job(300)));
    expect(outcome).toEqual({ kind: "done", text: "3 of 3 guests down; node pve told to shut down" });
    expect(node.asked).toEqual([
      "0 /api2/json/nodes/pve/qemu/102/status/shutdown timeout=120",
      "6 /api2/json/nodes/pve/lxc/200/status/shutdown timeout=120",
      "8 /api2/json/nodes/pve/qemu/101/status/shutdown timeout=120",
      "28 /api2/json/nodes/pve/status command=shutdown",
    ]);
  });

  it("goes down in the time that is kept for it, also where a guest does not", async () => {
    node.takes = { "102": 5, "200": 1 };
    const outcome = await run(PROXMOX.shutDown?.(settings({ node_time: "30" }), world.job(90)));
    expect(outcome).toMatchObject({
      kind: "done",
      text: expect.stringMatching(/db \(101\) still up after 1 min; node pve/),
    });
    expect(node.asked.at(-1)).toBe("60 /api2/json/nodes/pve/status command=shutdown");
  });

  it("stays up where it is told to", async () => {
    const outcome = await run(PROXMOX.shutDown?.(settings({ node_off: "no" }), world.job(300)));
    expect(outcome).toEqual({ kind: "done", text: "3 of 3 guests down" });
    expect(node.asked).toHaveLength(3);
  });

  it("that stays up is down with its guests, whatever its port says", async () => {
    const host = hostOf(`type = proxmox\nhost = pve.lan\ntoken = "${SECRET}"\nnode_off = no\ntimeout = 300`);
    expect(host.check).toEqual({ kind: "port", host: "pve.lan", port: 8006 });
    const result = await world.shutDown(host, 300);
    expect(result).toEqual({ kind: "down", text: expect.stringContaining("3 of 3 guests down") });
    node.up.set("qemu/101", "db");
    expect(await look(host, world.job(), world.probe)).toBe("answers");
  });

  it("that goes down is seen by its port alone", async () => {
    const lines = `type = proxmox\nhost = pve.lan\ntoken = "${SECRET}"\ntimeout = 300\n`;
    node.up.clear();
    expect(await look(hostOf(lines), world.job(), world.probe)).toBe("answers");
    expect(canBeSeen(hostOf(`${lines}check = none`))).toBe(false);
  });

  it("is logged in to by --test, and nothing is ordered", async () => {
    expect(await run(PROXMOX.test(settings({ guests: "db *" }), world.job()))).toEqual({
      kind: "done",
      text: "would shut down guests 101 102,200, then node pve",
    });
    expect(node.asked).toEqual([]);
  });

  it("is asked for by name where there are several", async () => {
    node.names = ["pve", "pve2"];
    expect(await run(PROXMOX.test(settings(), world.job()))).toMatchObject({
      why: "there are several nodes (pve, pve2); write node = NAME",
    });
    expect(await run(PROXMOX.test(settings({ node: "pve" }), world.job()))).toMatchObject({ kind: "done" });
    expect(await run(PROXMOX.test(settings({ node: "nve" }), world.job()))).toMatchObject({ kind: "refused" });
  });

  it("that refuses the token is a matter for a person", async () => {
    expect(await run(PROXMOX.shutDown?.(settings({ token: "x" }), world.job()))).toEqual({
      kind: "refused",
      why: expect.stringMatching(/^GET https:\S+\/nodes: HTTP 401: the token is refused/),
    });
  });

  it("that shows no node to the token says what the token lacks", async () => {
    node.names = [];
    expect(await run(PROXMOX.test(settings(), world.job()))).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("VM.Audit"),
    });
  });

  it.each([
    ["silence", () => ({ kind: "silent", why: "no answer in 10 s", sent: true }) as const, "unsure"],
    ["rubbish", () => ({ kind: "answered", status: 200, text: "<html>" }) as const, "unsure"],
    ["a list of rubbish", () => ({ kind: "answered", status: 200, text: '{"data":[1,null,"x"]}' }) as const, "refused"],
    ["a fault of its own", () => ({ kind: "answered", status: 596, text: "" }) as const, "unsure"],
  ])("%s is told, and does not hold anybody up", async (_, answer, kind) => {
    world.ask = () => Promise.resolve(answer());
    expect(await run(PROXMOX.shutDown?.(settings(), world.job()))).toMatchObject({ kind });
  });
});
