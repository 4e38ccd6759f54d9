/** A C driver and ours, one after the other on the same simulated device, and what they tell over their sockets. */
import { join } from "node:path";
import { systemOpeners } from "../../src/driver-daemon/engine/openers.ts";
import { type DriverHandle, startDriver } from "../../src/driver-daemon/engine/start-driver.ts";
import { loadDriverConf, upsNamed } from "../../src/driver-daemon/host/driver-conf.ts";
import { loadDriver } from "../../src/driver-daemon/host/load-driver.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { until } from "../sim/machine/started.ts";
import { dump } from "../sim/servers/driver-socket.ts";
import { NutFolder } from "./c-upsd.ts";

/** A driver that has polled: `ups.status` is there, and `needed` where that comes later. */
export const settledDump = (path: string, needed = "ups.status"): Promise<string> =>
  until(`data on ${path}`, async () => {
    const text = await dump(path).catch(() => "");
    return /^SETINFO ups\.status "(?!WAIT)/m.test(text) && `\n${text}`.includes(`\nSETINFO ${needed} `) && text;
  });

const optionLines = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([name, value]) => (value === "" ? name : `${name} = "${value}"`))
    .join("\n");

export class DriverPair {
  #folder = new NutFolder();
  #ours: DriverHandle | undefined;

  #configure(driver: string, options: Readonly<Record<string, string>>): void {
    this.#folder.write("ups.conf", `[u]\ndriver = ${driver}\npollinterval = 1\n${optionLines(options)}\n`);
  }

  /** The dump of our driver, which runs on until `clear`. */
  async ours(driver: string, options: Readonly<Record<string, string>>): Promise<string> {
    this.#configure(driver, options);
    const log = createLog(() => undefined);
    const conf = loadDriverConf({ env: this.#folder.env, files: FILES });
    this.#ours = await startDriver(await loadDriver(driver), upsNamed(conf, "u").config, {
      openers: systemOpeners(SYSTEM_CLOCK, log),
      clock: SYSTEM_CLOCK,
      log,
      statePath: conf.statePath,
    });
    return settledDump(this.#ours.socketPath);
  }

  /** The dump of the C driver at `path`, which is ended then. */
  async theirs(
    path: string,
    driver: string,
    options: Readonly<Record<string, string>>,
    needed?: string,
  ): Promise<string> {
    this.#configure(driver, options);
    await this.#folder.cDriver(path, "u");
    const text = await settledDump(join(this.#folder.run, `${driver}-u`), needed);
    await this.#folder.clear();
    this.#folder = new NutFolder();
    return text;
  }

  /** What `ask` makes of the C driver's socket while it runs. */
  async askTheirs<T>(
    path: string,
    driver: string,
    options: Readonly<Record<string, string>>,
    ask: (socket: string) => Promise<T>,
  ): Promise<T> {
    this.#configure(driver, options);
    await this.#folder.cDriver(path, "u");
    const socket = join(this.#folder.run, `${driver}-u`);
    await settledDump(socket);
    const told = await ask(socket);
    await this.#folder.clear();
    this.#folder = new NutFolder();
    return told;
  }

  /** As `askTheirs`, of ours. */
  async askOurs<T>(
    driver: string,
    options: Readonly<Record<string, string>>,
    ask: (socket: string) => Promise<T>,
  ): Promise<T> {
    await this.ours(driver, options);
    return ask(this.#ours?.socketPath ?? "");
  }

  async clear(): Promise<void> {
    await this.#ours?.stop();
    this.#ours = undefined;
    await this.#folder.clear();
  }
}

/** The lines of a dump that matter, in order. */
export const comparable = (text: string, left: readonly RegExp[]): readonly string[] =>
  text
    .split("\n")
    .filter((line) => line !== "" && !left.some((pattern) => pattern.test(line)))
    .sort();
