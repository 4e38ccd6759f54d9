/**
 * A device made of behaviours. At the bottom it answers every call well; a fault is one more behaviour put in
 * front, and taken away again:
 *
 *     const device = simDevice({ "ups.load": "12" });
 *     const gone = device.put(unplugged());     every call fails until
 *     gone.remove();                            the plug is in again
 */
import type { Driver, DriverDefinition, Identity, Reading, Reported } from "../../../src/drivers/types.ts";
import { DeviceError, type DeviceFault } from "../../../src/drivers/types.ts";
import type { Clock } from "../../../src/system/clock.ts";
import { sleep } from "../../../src/system/clock.ts";

export type Call = "open" | "full" | "quick" | "setvar" | "instcmd" | "killpower" | "close";

/** Sees a call before those behind it: passes it on with `next`, or answers it itself. */
export type Behaviour = (call: Call, next: () => Promise<void>) => Promise<void>;

export interface SimDevice {
  readonly definition: DriverDefinition;
  /** What a full poll brings; change it as the test goes. */
  readonly vars: Map<string, string | Reported>;
  status: string[] | undefined;
  alarms: string[];
  /** Every call that reached the driver, and how often one was created. */
  readonly calls: string[];
  created: number;
  /** The device speaks first. */
  wake(): void;
  put(behaviour: Behaviour): { remove(): void };
}

const refuse = (fault: DeviceFault, text: string): Promise<never> => Promise.reject(new DeviceError(fault, text));

/** The link is gone: polls are lost, and nothing is there to open. */
export const unplugged =
  (text = "no such device"): Behaviour =>
  (call, next) =>
    call === "open" ? refuse("absent", text) : call === "close" ? next() : refuse("lost", text);

/** It is there and says nothing of use. */
export const mute =
  (text = "no answer"): Behaviour =>
  (call, next) =>
    call === "full" || call === "quick" ? refuse("stale", text) : next();

/** Opening fails for this reason. */
export const locked =
  (fault: DeviceFault, text: string): Behaviour =>
  (call, next) =>
    call === "open" ? refuse(fault, text) : next();

/** A fault of the driver's own in one kind of call. */
export const broken =
  (where: Call, text = "undefined is not a function"): Behaviour =>
  (call, next) =>
    call === where ? Promise.reject(new TypeError(text)) : next();

/** Takes its time. */
export const slow =
  (clock: Clock, ms: number, where: Call = "full"): Behaviour =>
  async (call, next) => {
    if (call === where) await sleep(clock, ms);
    await next();
  };

/** Never comes back from one kind of call. */
export const hanging =
  (where: Call): Behaviour =>
  (call, next) =>
    call === where ? new Promise(() => undefined) : next();

/** A behaviour for the next `count` calls of one kind, then none. */
export const times = (count: number, where: Call, behaviour: Behaviour): Behaviour => {
  let left = count;
  return (call, next) => (call === where && left-- > 0 ? behaviour(call, next) : next());
};

export interface SimOptions {
  readonly name?: string;
  readonly quick?: boolean;
  readonly options?: DriverDefinition["options"];
  readonly commands?: readonly string[];
}

export function simDevice(
  vars: Readonly<Record<string, string | Reported>> = {},
  { name = "sim-ups", quick = false, options = [], commands = ["load.off"] }: SimOptions = {},
): SimDevice {
  const behaviours: Behaviour[] = [];
  let wake = (): void => undefined;
  const through = (call: Call, at = 0): Promise<void> => {
    const behaviour = behaviours[at];
    return behaviour ? behaviour(call, () => through(call, at + 1)) : Promise.resolve();
  };
  const device: SimDevice = {
    vars: new Map(Object.entries(vars)),
    status: ["OL"],
    alarms: [],
    calls: [],
    created: 0,
    wake: () => wake(),
    put(behaviour) {
      behaviours.unshift(behaviour);
      return { remove: () => void behaviours.splice(behaviours.indexOf(behaviour), 1) };
    },
    definition: {
      name,
      title: "Simulated device",
      version: "1.00",
      options,
      quick,
      create: () => {
        device.created++;
        return driver;
      },
    },
  };
  const call = async (kind: Call, words = ""): Promise<void> => {
    device.calls.push(words === "" ? kind : `${kind} ${words}`);
    await through(kind);
  };
  const driver: Driver = {
    async open(speak): Promise<Identity> {
      await call("open");
      wake = speak;
      return { title: "Sim 1", published: new Map([["driver.version.data", "sim 1"]]) };
    },
    async poll(depth): Promise<Reading> {
      await call(depth);
      const { status, alarms } = device;
      return { vars: new Map(device.vars), alarms: [...alarms], commands, ...(status && { status: [...status] }) };
    },
    async setvar(variable, value) {
      await call("setvar", `${variable}=${value}`);
      const known = device.vars.get(variable);
      if (known === undefined) return "unknown";
      device.vars.set(variable, typeof known === "string" ? value : { ...known, value });
      return "handled";
    },
    async instcmd(cmd, param) {
      await call("instcmd", param === undefined ? cmd : `${cmd} ${param}`);
      return commands.includes(cmd) ? "handled" : "unknown";
    },
    async killpower() {
      await call("killpower");
      return "handled";
    },
    close: () => call("close"),
  };
  return device;
}
