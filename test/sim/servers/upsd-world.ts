/** upsd without a network: configuration texts, drivers made of lines, time that stands still, and visitors. */
import { completeUpses, parseUpsConf } from "../../../src/conf/ups-conf.ts";
import { UPSD_CONF_DEFAULTS } from "../../../src/conf/upsd-conf.ts";
import { parseUpsdUsers } from "../../../src/conf/upsd-users.ts";
import { Session } from "../../../src/netproto/server/session.ts";
import { createLog } from "../../../src/system/log/log.ts";
import type { UpsdConfig } from "../../../src/upsd/config.ts";
import { NO_DESCRIPTIONS } from "../../../src/upsd/descriptions.ts";
import { Model } from "../../../src/upsd/model.ts";
import { ScriptedDriver } from "../devices/scripted-driver.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";

export interface WorldTexts {
  readonly "ups.conf": string;
  readonly "upsd.users": string;
  /** What each driver dumps. A UPS that is not named here has no driver. */
  readonly drivers: Readonly<Record<string, readonly string[]>>;
  /** What drivers answer to tracked commands and variables. */
  readonly results?: Readonly<Record<string, number>>;
}

export const SMALL_WORLD: WorldTexts = {
  "ups.conf": "[rack]\ndriver = fake\nport = none\ndesc = Rack\n[desk]\ndriver = fake\nport = none\n",
  "upsd.users":
    "[admin]\npassword = secret\nactions = SET FSD\ninstcmds = ALL\n[mon]\npassword = pw\nupsmon primary\n[slave]\npassword = pw\nupsmon secondary\n",
  drivers: {
    rack: ['SETINFO ups.status "OL"', 'SETINFO battery.charge "100"', "ADDCMD load.off", "DATAOK", "DUMPDONE"],
    desk: ['SETINFO ups.status "OB"', "DATAOK", "DUMPDONE"],
  },
};

export function upsdConfig(texts: WorldTexts, changes: Partial<UpsdConfig> = {}): UpsdConfig {
  return {
    upses: completeUpses(parseUpsConf(texts["ups.conf"])).map(({ name, driver, desc, aliases }) => ({
      name,
      description: desc,
      aliases,
      socket: `/run/nut/${driver}-${name}`,
    })),
    users: parseUpsdUsers(texts["upsd.users"]).users,
    listen: [{ host: "127.0.0.1", port: 0 }],
    family: undefined,
    maxAge: 15,
    trackingDelay: 3600,
    maxConnections: undefined,
    allowNoDevice: false,
    allowNotAllListeners: false,
    tls: UPSD_CONF_DEFAULTS,
    descriptions: NO_DESCRIPTIONS,
    mdns: false,
    debugMin: undefined,
    ...changes,
  };
}

/** Drivers by the path of their sockets. */
export function scriptedDrivers(texts: WorldTexts): ReadonlyMap<string, ScriptedDriver> {
  const { upses } = upsdConfig(texts);
  return new Map(
    upses.map(({ name, socket }) => {
      const driver = new ScriptedDriver(texts.drivers[name] ?? [], texts.results);
      driver.present = texts.drivers[name] !== undefined;
      return [socket, driver];
    }),
  );
}

export async function upsdWorld(texts: WorldTexts = SMALL_WORLD, changes: Partial<UpsdConfig> = {}) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const drivers = scriptedDrivers(texts);
  const model = new Model(upsdConfig(texts, changes), {
    clock,
    log: createLog((_level, line) => lines.push(line)),
    connectDriver: (path) => (drivers.get(path) ?? new ScriptedDriver([])).connect(),
  });
  await model.start();
  await clock.settle();
  let visits = 0;
  const driver = (name: string): ScriptedDriver => {
    const found = drivers.get(`/run/nut/fake-${name}`);
    if (!found) throw new Error(`no driver ${name}`);
    return found;
  };
  const visit = (address = "127.0.0.1"): Session => new Session(model, ++visits, address);
  return { clock, lines, model, driver, visit };
}

/** What a session answers to a text. */
export function ask(session: Session, text: string): string {
  session.push(text);
  return session.take(Number.POSITIVE_INFINITY);
}
