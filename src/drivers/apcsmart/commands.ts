/** Instant commands, from their table to the line. */
import type { Log } from "../../system/log/log.ts";
import type { Outcome } from "../types.ts";
import type { ApcDevice } from "./device.ts";
import { NOT_AVAILABLE } from "./device.ts";
import { turnOff, type WayOff } from "./off.ts";
import { ANSWER } from "./smart-line.ts";
import { ASK_STATUS, parseStatus } from "./status.ts";
import type { ApcCommand } from "./tables/commands.ts";

const CALIBRATE = "D";

export interface CommandContext {
  readonly device: ApcDevice;
  readonly log: Log;
  readonly onLine: () => boolean;
  readonly forcedMs: number;
  /** How long `shutdown.return.grace` of the older driver waits. */
  readonly grace: string;
}

export class ApcCommands {
  readonly #context: CommandContext;

  constructor(context: CommandContext) {
    this.#context = context;
  }

  async run(name: string, param: string | undefined): Promise<Outcome> {
    const command = this.#context.device.command(name, param);
    if (command === "unknown") return "unknown";
    if (command === "refused") return "invalid";
    return (await this.#do(command, param ?? "")) ? "handled" : "failed";
  }

  #do({ key, deed }: ApcCommand, param: string): Promise<boolean> {
    const { grace } = this.#context;
    switch (deed) {
      case "ask":
        return this.#order(key);
      case "switch-on":
        return this.#switchOn(key);
      case "start-calibration":
        return this.#calibrate(true);
      case "stop-calibration":
        return this.#calibrate(false);
      case "hibernate":
        return this.#off({ kind: param === "" ? "hibernate" : "hibernate-forced" });
      case "hibernate-hard":
        return this.#off({ kind: "hibernate-hard", wait: param.split(":")[1] ?? grace });
      case "power-off":
      case "power-off-at-once":
        return this.#off({ kind: deed });
    }
  }

  #off(way: WayOff): Promise<boolean> {
    const { device, onLine, forcedMs } = this.#context;
    return turnOff(way, { line: device.line, onLine: onLine(), forcedMs });
  }

  async #order(key: string): Promise<boolean> {
    const { device, log } = this.#context;
    const answer = await device.line.ask(key);
    if (answer !== "OK") log.warning(`the device answers ${JSON.stringify(answer)} to the command ${key}`);
    return answer === "OK";
  }

  /** The UPS says nothing to it. */
  async #switchOn(key: string): Promise<boolean> {
    const { line } = this.#context.device;
    await line.settle();
    return line.twice(key);
  }

  /** One character both starts and stops: what runs already, or does not, is left alone. */
  async #calibrate(start: boolean): Promise<boolean> {
    const { device, log } = this.#context;
    const status = parseStatus(await device.line.ask(ASK_STATUS));
    if (!status) return false;
    if (status.has("CAL") === start) {
      log.notice(start ? "a calibration is running already" : "no calibration is running");
      return true;
    }
    const answer = await device.line.ask(CALIBRATE, ANSWER);
    return answer !== "" && answer !== NOT_AVAILABLE && answer !== "NO";
  }
}
