/** Network namespaces on one bridge: machines of their own, as far as TCP and UDP can tell. Needs root. */
import { spawn, spawnSync } from "node:child_process";
import { alive, kill } from "../../process/daemon.ts";
import { Started, until } from "../../sim/machine/started.ts";

const ip = (...args: readonly string[]): boolean => spawnSync("ip", args, { stdio: "ignore" }).status === 0;

function must(...args: readonly string[]): void {
  if (!ip(...args)) throw new Error(`ip ${args.join(" ")} failed`);
}

/** Whether this kernel and this user may have namespaces. */
export function hasNamespaces(): boolean {
  const name = `nutts-${process.pid}-try`;
  return ip("netns", "add", name) && ip("netns", "del", name);
}

export class LabNetwork {
  readonly #prefix = `nutts-${process.pid}`;
  readonly #names: string[] = [];
  readonly #started: Started[] = [];

  /** The first machine has the bridge. They get 10.77.0.1 and so on. */
  constructor(...names: readonly string[]) {
    for (const name of names) this.#add(name);
  }

  #space(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  #add(name: string): void {
    const [first = name] = this.#names;
    const address = `10.77.0.${this.#names.length + 1}/24`;
    const [own, hub] = [this.#space(name), this.#space(first)];
    must("netns", "add", own);
    must("-n", own, "link", "set", "lo", "up");
    this.#names.push(name);
    if (name === first) {
      must("-n", own, "link", "add", "lab", "type", "bridge");
      must("-n", own, "link", "set", "lab", "up");
      must("-n", own, "addr", "add", address, "brd", "+", "dev", "lab");
      must("-n", own, "route", "add", "default", "dev", "lab");
      return;
    }
    must("-n", hub, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", own);
    must("-n", hub, "link", "set", name, "master", "lab");
    must("-n", hub, "link", "set", name, "up");
    must("-n", own, "addr", "add", address, "brd", "+", "dev", "eth0");
    must("-n", own, "link", "set", "eth0", "up");
    // A card without an address hears what is for everybody.
    must(
      "netns",
      "exec",
      own,
      "sh",
      "-c",
      "echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter; echo 0 > /proc/sys/net/ipv4/conf/eth0/rp_filter",
    );
  }

  /** A program on that machine. */
  start(name: string, env: NodeJS.ProcessEnv, program: string, ...args: readonly string[]): Started {
    const words = ["netns", "exec", this.#space(name), program, ...args];
    const started = new Started(spawn("ip", words, { env, stdio: ["ignore", "pipe", "pipe"] }));
    this.#started.push(started);
    return started;
  }

  #processes(name: string): readonly number[] {
    const { stdout } = spawnSync("ip", ["netns", "pids", this.#space(name)], { encoding: "utf8" });
    return stdout
      .split("\n")
      .map(Number)
      .filter((pid) => pid > 1);
  }

  /** Everything that runs there ends at once. A process leaves its namespace a moment before it is gone. */
  async cutPower(name: string): Promise<void> {
    const seen = new Set<number>();
    await until(`the end of all on ${name}`, () => {
      const running = this.#processes(name);
      for (const pid of running) kill(pid);
      for (const pid of running) seen.add(pid);
      return ![...seen].some(alive);
    });
  }

  async clear(): Promise<void> {
    for (const name of this.#names) await this.cutPower(name);
    await Promise.all(this.#started.map(({ ended }) => ended));
    for (const name of this.#names.toReversed()) ip("netns", "del", this.#space(name));
  }
}
