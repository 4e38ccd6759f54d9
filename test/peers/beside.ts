/** A C driver and ours in one folder at the same time, each on scripted drivers of its own that tell the same. */
import { join } from "node:path";
import { systemOpeners } from "../../src/driver-daemon/engine/openers.ts";
import { type DriverHandle, startDriver } from "../../src/driver-daemon/engine/start-driver.ts";
import { loadDriverConf, upsNamed } from "../../src/driver-daemon/host/driver-conf.ts";
import { loadDriver } from "../../src/driver-daemon/host/load-driver.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { FILES } from "../../src/system/files/files.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import type { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { until } from "../sim/machine/started.ts";
import { dump } from "../sim/servers/driver-socket.ts";
import { NutFolder } from "./c-upsd.ts";
import { comparable } from "./driver-pair.ts";

export type Side = "theirs" | "ours";
const SIDES: readonly Side[] = ["theirs", "ours"];

/** 2.8.0 and 2.8.5 differ in the order of tokens, which binds nobody. */
const inOrder = (text: string): string =>
  text.replace(
    /^(SETINFO ups\.status) "(.*)"$/gm,
    (_, name: string, tokens: string) => `${name} "${tokens.split(" ").sort().join(" ")}"`,
  );

export class Beside {
  readonly #folder = new NutFolder();
  readonly #driver: string;
  readonly #behind = new Map<Side, ScriptedDriver[]>([
    ["theirs", []],
    ["ours", []],
  ]);
  #ours: DriverHandle | undefined;

  constructor(driver: string) {
    this.#driver = driver;
  }

  /** A driver behind both: the lines of its dump. Its socket is `fake-SIDE<number>`. */
  async behind(dumped: readonly string[]): Promise<void> {
    for (const side of SIDES) {
      const all = this.#behind.get(side) ?? [];
      const results = { "outlet.1.load.off": 0, "outlet.1.load.on": 0, "load.off": 0, "ups.id": 0 };
      all.push(await this.#folder.driver(`${side}${all.length}`, dumped, results));
    }
  }

  /** `port` for a side. */
  ports(side: Side): string {
    return (this.#behind.get(side) ?? []).map((_, at) => `fake-${side}${at}`).join(",");
  }

  async start(path: string, options: Readonly<Record<string, string>>): Promise<void> {
    const lines = Object.entries(options).map(([name, value]) => `${name} = "${value}"`);
    const section = (side: Side): string =>
      [`[${side}]`, `driver = ${this.#driver}`, `port = "${this.ports(side)}"`, ...lines, ""].join("\n");
    this.#folder.write("ups.conf", `pollinterval = 1\n${SIDES.map(section).join("\n")}`);
    await this.#folder.cDriver(path, "theirs");
    const conf = loadDriverConf({ env: this.#folder.env, files: FILES });
    this.#ours = await startDriver(await loadDriver(this.#driver), upsNamed(conf, "ours").config, {
      openers: systemOpeners(SYSTEM_CLOCK, SILENT_LOG),
      clock: SYSTEM_CLOCK,
      log: SILENT_LOG,
      statePath: conf.statePath,
    });
  }

  /** To all drivers of that number. */
  say(number: number, ...lines: readonly string[]): void {
    for (const side of SIDES) this.#behind.get(side)?.[number]?.say(...lines);
  }

  heard(side: Side, number: number): readonly string[] {
    return (this.#behind.get(side)?.[number]?.heard ?? []).map((line) => line.replace(/ TRACKING \S+$/, ""));
  }

  /** What both tell, once each of them tells what `pattern` looks for: tokens of the status are sorted. */
  async told(pattern: RegExp, left: readonly RegExp[]): Promise<Readonly<Record<Side, readonly string[]>>> {
    const of = async (side: Side): Promise<readonly string[]> => {
      const path = join(this.#folder.run, `${this.#driver}-${side}`);
      const text = await until(`${pattern} from ${side}`, async () => {
        const said = inOrder(await dump(path).catch(() => ""));
        return pattern.test(said) && said;
      });
      return comparable(text, left).map((line) => line.replaceAll(`fake-${side}`, "fake-"));
    };
    return { theirs: await of("theirs"), ours: await of("ours") };
  }

  async clear(): Promise<void> {
    await this.#ours?.stop();
    await this.#folder.clear();
  }
}
