import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { slowness } from "../sim/machine/slowness.ts";
import { freePort, Machine, RUN_JS, SAME_USER, until } from "./daemon.ts";

/** What an idle, ordinary machine gives many times over. */
const NEW_MS = 1000;
const STANDING_MS = 500;
const MOST_MIB = 150;
const DEADTIME_S = 8;

/** Strangers that ask and never read, in a process of their own: `PORT COUNT REQUESTS`. */
const STRANGERS = `
const { connect } = require("node:net");
const [port, count, requests] = process.argv.slice(1).map(Number);
const text = Buffer.from("LIST VAR ups1\\n".repeat(requests));
let open = 0;
for (let i = 0; i < count; i++) {
  const socket = connect({ port, host: "127.0.0.1" }, () => {
    socket.pause();
    socket.write(text);
    if (++open === count) console.log("open");
  });
  socket.on("error", () => undefined);
}
setInterval(() => undefined, 1000);
`;

/** A connection that asks one thing after another; milliseconds of each answer. */
class Asker {
  readonly #socket: Socket;
  #heard: (text: string) => void = () => undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("error", () => undefined);
    this.#socket.on("data", (chunk: Buffer) => this.#heard(chunk.toString("latin1")));
    this.#socket.on("close", () => this.#heard("closed"));
  }

  async ask(request: string): Promise<{ readonly text: string; readonly ms: number }> {
    const began = performance.now();
    const text = await new Promise<string>((resolve) => {
      this.#heard = resolve;
      this.#socket.write(`${request}\n`);
    });
    return { text, ms: performance.now() - began };
  }

  end(): void {
    this.#socket.destroy();
  }
}

const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024;

describe("upsd under strangers", () => {
  let machine: Machine;
  const children: ChildProcess[] = [];
  const askers: Asker[] = [];
  const asker = (): Asker => {
    const one = new Asker(machine.port);
    askers.push(one);
    return one;
  };

  beforeEach(async () => {
    machine = new Machine(await freePort());
    machine.write("upsd.users", "[mon]\npassword = pw\nupsmon primary\n");
  });
  afterEach(async () => {
    for (const one of askers.splice(0)) one.end();
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await machine.clear();
  });

  const strangers = (count: number, requests: number): ChildProcess => {
    const args = ["-e", STRANGERS, machine.port, count, requests].map(String);
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    return child;
  };

  const opened = (child: ChildProcess): Promise<void> =>
    new Promise((resolve) => child.stdout?.once("data", () => resolve()));

  it("five hundred of whom ask and never read answers who is logged in, and who comes, in time", async () => {
    const upsd = machine.start("upsd", "-F", ...SAME_USER);
    await upsd.says(/listening on/);
    const standing = asker();
    for (const line of ["USERNAME mon", "PASSWORD pw", "LOGIN ups1"])
      expect((await standing.ask(line)).text).toBe("OK\n");
    const slow = slowness();
    await opened(strangers(500, 20_000));
    const took: Record<"standing" | "fresh", number[]> = { standing: [], fresh: [] };
    for (let i = 0; i < 20; i++) {
      took.standing.push((await standing.ask("GET NUMLOGINS ups1")).ms);
      const fresh = asker();
      const answer = await fresh.ask("VER");
      expect(answer.text).toMatch(/upsd/);
      took.fresh.push(answer.ms);
      fresh.end();
    }
    const limit = (ms: number): number => ms * Math.max(slow, slowness());
    const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0;
    expect(median(took.standing)).toBeLessThan(limit(STANDING_MS));
    expect(median(took.fresh)).toBeLessThan(limit(NEW_MS));
    expect(residentMiB(upsd.child.pid ?? 0)).toBeLessThan(MOST_MIB);
  });

  it("four hundred of whom ask for long answers and never read shut no machine on battery down", async () => {
    const outlets = Array.from({ length: 200 }, (_, i) => `outlet.${i + 1}.desc: ${"x".repeat(60)}`);
    machine.write("ups1.dev", ["ups.status: OB", "battery.charge: 90", ...outlets, ""].join("\n"));
    const down = join(machine.folder, "down");
    const monitor = `MONITOR ups1@127.0.0.1:${machine.port} 1 mon pw primary`;
    const times = [
      "POLLFREQ 1",
      "POLLFREQALERT 1",
      `DEADTIME ${DEADTIME_S}`,
      "FINALDELAY 0",
      "HOSTSYNC 1",
      "NOTIFYFLAG ONBATT SYSLOG",
    ];
    machine.write("upsmon.conf", [monitor, `SHUTDOWNCMD "touch ${down}"`, ...times, ""].join("\n"));
    machine.start("driver", "dummy-ups", "-a", "ups1", "-F", ...SAME_USER);
    await until("the driver's socket", () => existsSync(join(machine.run, "dummy-ups-ups1")));
    const upsd = machine.start("upsd", "-F", ...SAME_USER);
    await upsd.says(/listening on/);
    machine.start("upsmon", "-F", ...SAME_USER);
    await upsd.says(/logged into UPS \[ups1\]/);
    const looker = asker();
    await until(
      "the data",
      async () => (await looker.ask("GET VAR ups1 ups.status")).text.includes('"OB"') || undefined,
    );
    await opened(strangers(400, 5000));
    const began = performance.now();
    while (performance.now() - began < DEADTIME_S * 1500) {
      expect((await asker().ask("GET VAR ups1 ups.status")).text).toContain("OB");
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(existsSync(down)).toBe(false);
    expect(residentMiB(upsd.child.pid ?? 0)).toBeLessThan(MOST_MIB);
  });

  it("who hold all descriptors lets one who asks in, and says so once", async () => {
    const { folder, run } = machine;
    const env = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: run, NUT_ALTPIDPATH: run };
    const words = [process.execPath, RUN_JS, "upsd", "-F", ...SAME_USER].map((word) => `'${word}'`).join(" ");
    const upsd = spawn("sh", ["-c", `ulimit -n 64; exec ${words}`], { env, stdio: ["ignore", "ignore", "pipe"] });
    children.push(upsd);
    let said = "";
    await new Promise<void>((resolve) => {
      upsd.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("listening on")) resolve();
      });
    });
    await opened(strangers(100, 0));
    for (let i = 0; i < 5; i++) expect((await asker().ask("VER")).text).toMatch(/upsd/);
    expect(said.match(/was cut off: /g)).toHaveLength(1);
  });
});
