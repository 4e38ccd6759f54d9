/** The upsmon.conf files that people publish, given to the C upsmon and to ours: both read the same in them. */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { RUN_JS } from "../process/daemon.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { Started, until } from "../sim/machine/started.ts";
import { describePeers, NOBODY } from "./peer.ts";

interface Guide {
  readonly name: string;
  /** UPSes that feed the machine, in the order of the file, then those that it only watches. */
  readonly upses: readonly string[];
  /** What both say of them. */
  readonly said: readonly string[];
  /** How both call NOTIFYCMD. */
  readonly told: readonly string[];
}

const GUIDES: readonly Guide[] = [
  {
    name: "debian",
    upses: ["apc"],
    said: ["apc (primary) (power value 1)"],
    told: [
      "FSD --subject UPS event UPS apc: Forced shutdown in progress.",
      "LOWBATT --subject UPS event UPS apc: Battery is low.",
      "ONBATT --subject UPS event UPS apc: On battery.",
      "SHUTDOWN --subject UPS event Auto logout and shutdown proceeding.",
    ],
  },
  { name: "proxmox", upses: ["ups"], said: ["ups (secondary) (power value 1)"], told: [] },
  {
    name: "alpine",
    upses: ["eaton", "rackups"],
    said: ["eaton (primary) (power value 1)", "rackups (monitoring only)"],
    told: ["ONBATT --subject UPS event UPS eaton on battery"],
  },
];

/** Nothing but what a test must change: where the servers are, who reads the file, and what is run in earnest. */
function harmless(text: string, folder: string, port: number): string {
  return text
    .replace(/^(MONITOR\s+\w+)@\S+/gm, `$1@127.0.0.1:${port}`)
    .replace(/^RUN_AS_USER.*$/gm, "# $&")
    .replace(/^SHUTDOWNCMD.*$/gm, `SHUTDOWNCMD "echo down >> ${folder}/down"`)
    .replace(/^NOTIFYCMD.*$/gm, `NOTIFYCMD "${folder}/note --subject 'UPS event'"`)
    .replace(/^POWERDOWNFLAG\s.*$/gm, `POWERDOWNFLAG "${folder}/killpower"`);
}

/** One upsmon in a folder of its own. */
class Player {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-published-"));
  readonly upsmon: Started;

  constructor(command: readonly string[], guide: Guide, port: number) {
    const text = readFileSync(new URL(`../scenarios/published/${guide.name}.conf`, import.meta.url), "utf8");
    writeFileSync(join(this.folder, "upsmon.conf"), harmless(text, this.folder, port), { mode: 0o640 });
    writeFileSync(join(this.folder, "note"), '#!/bin/sh\necho "$NOTIFYTYPE $*" >> "$NUT_CONFPATH/told"\n');
    chmodSync(join(this.folder, "note"), 0o755);
    const env = { ...process.env };
    for (const name of ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"]) env[name] = this.folder;
    const [program = "", ...args] = command;
    this.upsmon = new Started(spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] }));
  }

  /** `UPS: NAME (primary) …`, without the server. */
  get said(): readonly string[] {
    return [...this.upsmon.err.matchAll(/UPS: (\w+)@\S+ (\(.*\))$/gm)].map(([, name, rest]) => `${name} ${rest}`);
  }

  has(name: "down" | "killpower"): boolean {
    return existsSync(join(this.folder, name));
  }

  /** Types and arguments that NOTIFYCMD was called with; messages without the server. */
  get told(): readonly string[] {
    const path = join(this.folder, "told");
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").trim().split("\n");
    return lines.map((line) => line.replace(/@127\.0\.0\.1:\d+/g, "")).sort();
  }

  async stop(): Promise<void> {
    this.upsmon.child.kill("SIGKILL");
    await this.upsmon.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describePeers("published upsmon.conf files, in the C upsmon and in ours", ["upsmon"], ({ upsmon }) => {
  const servers: ServedUpses[] = [];
  let players: Player[] = [];
  beforeEach(() => {
    players = [];
  });
  afterEach(async () => {
    for (const player of players) await player.stop();
    for (const server of servers.splice(0)) await server.stop();
  });

  /** Each upsmon has a server of its own, as FSD would reach the other one. */
  async function begin(command: readonly string[], guide: Guide): Promise<Player> {
    const server = new ServedUpses();
    for (const name of guide.upses) server.ups(name);
    await server.start();
    servers.push(server);
    const player = new Player(command, guide, server.port);
    players.push(player);
    await until("the first polls", () =>
      guide.upses.every((name) => server.heard.some((l) => l.includes(` ${name} ups.st`))),
    );
    return player;
  }

  it.each(GUIDES)("that of $name: the same UPSes, the same way down", async (guide) => {
    const both = [
      await begin([upsmon, "-D", "-p", "-P", NOBODY], guide),
      await begin([process.execPath, RUN_JS, "upsmon", "-F", "-p"], guide),
    ];
    for (const server of servers) server.ups(guide.upses[0]).status = "FSD OB LB";
    await Promise.all(both.map((player) => until("the shutdown", () => player.has("down"))));
    expect(both.map(({ said }) => said)).toEqual([guide.said, guide.said]);
    // A pure secondary writes no flag of ours: its late hook would switch the UPS off below the other machines.
    const primary = guide.said.some((line) => line.includes("(primary)"));
    expect(both.map((player) => player.has("killpower"))).toEqual([true, primary]);
    expect(both.map(({ told }) => told)).toEqual([guide.told, guide.told]);
  });
});
