/** mge-utalk: MGE UPSes of the nineties. */
import type { SerialLine } from "../../host/serial-line.ts";
import {
  type Driver,
  type DriverContext,
  DriverError,
  type Identity,
  type InstcmdResult,
  type Reading,
  type SetvarResult,
} from "../types.ts";
import { UtalkDevice } from "./device.ts";
import { type Identified, identify, multiplierTable } from "./identify.ts";
import { PRESETS } from "./options.ts";
import { COMMANDS } from "./tables/commands.ts";
import { UtalkLine } from "./utalk-line.ts";

const MAKER = "MGE UPS SYSTEMS";

interface Open {
  readonly port: SerialLine;
  readonly line: UtalkLine;
  readonly device: UtalkDevice;
  readonly identified: Identified;
}

export class UtalkDriver implements Driver {
  readonly #context: DriverContext;
  #open: Open | undefined;
  #port: SerialLine | undefined;
  /** The opening has read everything: the poll that follows it need not ask again. */
  #justRead = false;
  #changed = false;

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async open(): Promise<Identity> {
    await this.close();
    const { openers, settings, clock } = this.#context;
    const port = await openers.serial.open(settings.port, { baud: 2400 });
    this.#port = port;
    try {
      const oldMac = settings.has("oldmac");
      // Pseudo-terminals have no such lines, and some adapters refuse: that is no fault.
      await port.setLines({ dtr: !oldMac, rts: oldMac }).catch(() => undefined);
      this.#open = await this.#begin(port, new UtalkLine(port, clock));
    } catch (error) {
      await port.close();
      throw error;
    }
    this.#justRead = true;
    const model = this.#open.identified.model ?? "UPS of unknown model";
    return { title: `${MAKER} ${model} on ${settings.port}` };
  }

  /** A silent device is asked several times over, with long time-outs. */
  giveUp(): void {
    void this.#port?.close();
  }

  async #begin(port: SerialLine, line: UtalkLine): Promise<Open> {
    const { log } = this.#context;
    await line.enable();
    await this.#answers(line);
    await this.#preset(line);
    const identified = await identify(line, log);
    const device = new UtalkDevice(line, await multiplierTable(line, log));
    await device.survey();
    return { port, line, device, identified };
  }

  /** A dead line costs a few questions, and not all that could be asked. */
  async #answers(line: UtalkLine): Promise<void> {
    try {
      await new UtalkDevice(line, 0).status();
    } catch (error) {
      if (!(error instanceof DriverError) || error.fault !== "stale") throw error;
      const { port } = this.#context.settings;
      const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether it speaks SHUT (mge-shut)";
      throw new DriverError("absent", `${port}: no UPS tells its status in U-Talk. ${advice}`, { cause: error });
    }
  }

  async #preset(line: UtalkLine): Promise<void> {
    const { settings, log } = this.#context;
    for (const [option, command] of PRESETS) {
      const value = settings.get(option);
      if (value === undefined) continue;
      const number = Number.parseInt(value, 10) || 0;
      if (!(await line.order(`${command} ${number}`))) log.warning(`the UPS does not take ${option} = ${number}`);
    }
  }

  async poll(depth: "full" | "quick"): Promise<Reading> {
    const { line, device, identified } = this.#opened();
    const known = this.#justRead && !this.#changed;
    this.#justRead = false;
    try {
      const { tokens, alarms } = await device.status();
      if (!known && (depth === "full" || this.#changed)) await device.read();
      this.#changed = false;
      const vars = new Map([...facts(identified), ...device.vars()]);
      return { vars, status: tokens, alarms, commands: COMMANDS.map(({ cmd }) => cmd) };
    } catch (error) {
      if (error instanceof DriverError && error.fault === "stale") await line.disable().then(() => line.enable());
      throw error;
    }
  }

  async setvar(name: string, value: string): Promise<SetvarResult> {
    const result = await this.#opened().device.setvar(name, value);
    this.#changed ||= result === "handled";
    return result;
  }

  instcmd(name: string): Promise<InstcmdResult> {
    return this.#opened().device.instcmd(name);
  }

  killpower(): Promise<InstcmdResult> {
    return this.instcmd("shutdown.return");
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    await open.line.disable().catch(() => undefined);
    await open.port.close();
  }

  #opened(): Open {
    if (!this.#open) throw new DriverError("lost", "the line is not open");
    return this.#open;
  }
}

const facts = ({ model, id, firmware }: Identified): readonly (readonly [string, string])[] => [
  ["ups.mfr", MAKER],
  ...(model === undefined ? [] : [["ups.model", model] as const]),
  ["ups.firmware", firmware],
  ...(id === undefined ? [] : [["ups.id", id] as const]),
];
