import { isAbsolute, join, resolve } from "node:path";
import { formatProblem } from "../../conf/problem.ts";
import type { FileOpener } from "../../device/openers.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import { confPath } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason } from "../../system/system-error.ts";
import { DeviceError, type Driver, type DriverContext, type Identity, type Outcome, type Reading } from "../types.ts";
import { parseDefinition } from "./definition.ts";
import type { Mode } from "./mode.ts";
import { Simulation } from "./simulation.ts";

/** `/x` as it is, `./x` and `../x` from the working directory, anything else in the configuration folder. */
export function definitionPath(port: string, configuration: string = confPath()): string {
  if (isAbsolute(port)) return port;
  return port.startsWith(".") ? resolve(port) : join(configuration, port);
}

/** What the next poll has to do with the file. */
type Progress =
  /** At a TIMER that has not run out. */
  { readonly kind: "waiting"; readonly timer: Timer } | { readonly kind: "due" } | { readonly kind: "end" };

export class SimulatedDriver implements Driver {
  readonly #mode: Mode;
  readonly #path: string;
  readonly #files: FileOpener;
  readonly #clock: Clock;
  readonly #log: Log;
  #simulation = new Simulation();
  #progress: Progress = { kind: "end" };
  /** Modification time of what was read; undefined after the file could not be looked at. */
  #modified: number | undefined;
  /** A client has set something: the next poll tells it and leaves the file alone. */
  #changed = false;
  /** What was wrong with the file when it was read last. */
  #said = "";
  #wake: () => void = () => undefined;

  constructor({ settings, openers, clock, log }: DriverContext, mode: Mode) {
    this.#mode = mode;
    this.#path = definitionPath(settings.port);
    this.#files = openers.files;
    this.#clock = clock;
    this.#log = log;
  }

  /** Reads the file up to its first TIMER. */
  async open(wake: () => void): Promise<Identity> {
    this.#wake = wake;
    this.#simulation = new Simulation();
    await this.#begin("absent");
    this.#simulation.mirror();
    this.#changed = true;
    const published = new Map([["driver.parameter.mode", this.#mode]]);
    return { title: `simulated by ${this.#path}`, published };
  }

  async poll(): Promise<Reading> {
    if (this.#changed) this.#changed = false;
    else {
      this.#simulation.noteCharge();
      await this.#advance();
    }
    return this.#simulation.reading();
  }

  setvar(name: string, value: string): Promise<Outcome> {
    this.#simulation.set(name, value);
    this.#changed = true;
    this.#wake();
    return Promise.resolve("handled");
  }

  /** The C driver lists `load.off` and executes nothing. */
  instcmd(): Promise<Outcome> {
    return Promise.resolve("unknown");
  }

  killpower(): Promise<Outcome> {
    this.#log.error("shutdown not supported");
    return Promise.resolve("failed");
  }

  close(): Promise<void> {
    if (this.#progress.kind === "waiting") this.#progress.timer.cancel();
    this.#progress = { kind: "end" };
    return Promise.resolve();
  }

  async #advance(): Promise<void> {
    switch (this.#progress.kind) {
      case "waiting":
        return;
      case "due":
        return this.#run();
      case "end":
        if (this.#mode !== "dummy-once" || (await this.#isModified())) await this.#begin("stale");
        return;
    }
  }

  async #isModified(): Promise<boolean> {
    try {
      return (await this.#files.modified(this.#path)) !== this.#modified;
    } catch {
      return true;
    }
  }

  async #begin(fault: "absent" | "stale"): Promise<void> {
    const text = await this.#read(fault);
    const { steps, badLines, problems } = parseDefinition(text, this.#path);
    this.#sayOnce(problems.map(formatProblem));
    for (const line of badLines) this.#log.debug(1, `${this.#path}:${line}: left out, a # in quotes needs a backslash`);
    this.#simulation.load(steps);
    this.#run();
  }

  /** The file is read again and again: what is wrong with it is told when that changes. */
  #sayOnce(texts: readonly string[]): void {
    const now = texts.join("\n");
    if (now !== this.#said) for (const text of texts) this.#log.warning(text);
    this.#said = now;
  }

  async #read(fault: "absent" | "stale"): Promise<string> {
    try {
      this.#modified = await this.#files.modified(this.#path);
      return await this.#files.read(this.#path);
    } catch (cause) {
      this.#modified = undefined;
      const text = `cannot read the definition file ${this.#path}: ${fileReason(cause)}`;
      throw new DeviceError(fault, text, { cause });
    }
  }

  #run(): void {
    const end = this.#simulation.run();
    if (end.kind === "end") this.#progress = { kind: "end" };
    else this.#progress = { kind: "waiting", timer: this.#clock.after(end.seconds * 1000, this.#onTimer) };
  }

  readonly #onTimer = (): void => {
    this.#progress = { kind: "due" };
    this.#wake();
  };
}
