/** From what was read to what the poll loop gets: variables, status, alarms, commands. */
import type { Log } from "../../system/log/log.ts";
import type { DriverSettings, Reading, Reported } from "../types.ts";
import { commandNames } from "./commands.ts";
import { DischargeNotice } from "./discharge-notice.ts";
import type { Mapper } from "./mapper.ts";
import { alarmsOf, buzzwordsOf, type StatusMemory, type StatusSettings, statusOf } from "./status.ts";
import { noticeSettings, statusSettings } from "./status-settings.ts";
import type { UsbFacts } from "./subdriver.ts";

/** Keeps over the life of the driver what the status remembers from poll to poll. */
export class ReadingBuilder {
  readonly #status: StatusSettings;
  readonly #notice: DischargeNotice;
  readonly #log: Log;
  #memory: StatusMemory = {};

  constructor(settings: DriverSettings, device: UsbFacts, log: Log) {
    this.#status = statusSettings(settings, device);
    this.#notice = new DischargeNotice(noticeSettings(settings));
    this.#log = log;
  }

  reading(mapper: Mapper, now: number): Reading {
    const charge = mapper.vars.get("battery.charge")?.value;
    const result = statusOf(mapper.conditions, this.#status, this.#memory, now, charge);
    this.#memory = result.memory;
    const notice = this.#notice.say(result.unexplained, charge, now);
    if (notice !== undefined) this.#log.warning(notice);
    const vars = new Map<string, string | Reported>(mapper.vars);
    if (result.transferReason !== undefined) vars.set("input.transfer.reason", result.transferReason);
    return {
      vars,
      status: result.tokens,
      alarms: [...mapper.alarms, ...alarmsOf(mapper.conditions, result.waiting)],
      commands: commandNames(mapper),
      buzzwords: [...mapper.buzzwords, ...buzzwordsOf(mapper.conditions)],
    };
  }
}
