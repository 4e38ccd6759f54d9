/** The questions in their order: what the command line answers is not asked. */
import type { Asker } from "../../cli/asker.ts";
import { parseUpsConf } from "../../conf/ups-conf.ts";
import type { Answers, Role, ServerAnswer, Setting, UpsAnswer } from "./answers.ts";
import type { Look } from "./find-devices.ts";
import type { Given } from "./flags.ts";
import type { Texts } from "./plan-texts.ts";
import { askDeviceSettings } from "./questions/device-settings.ts";
import { askPresets, usualListen } from "./questions/network.ts";
import { askServer } from "./questions/server.ts";
import { askShutdownReturn } from "./questions/shutdown-return.ts";
import { askStages } from "./questions/stages.ts";
import { askUpses } from "./questions/upses.ts";
import { upsConfText } from "./texts/ups-conf-text.ts";
import type { UpsReading } from "./trial.ts";

export interface DialogueWorld {
  readonly texts: Texts;
  readonly addresses: readonly string[];
  readonly look: Look;
  /** Reads devices by these sections of ups.conf. */
  readonly read: (upsConf: string, names: readonly string[]) => Promise<ReadonlyMap<string, UpsReading>>;
  readonly readServer: (server: ServerAnswer) => Promise<UpsReading>;
  /** Shows what was read. */
  readonly show: (readings: ReadonlyMap<string, UpsReading>) => void;
}

/** A variable of a device that is set once all is written. */
export interface DeviceVariable extends Setting {
  readonly ups: string;
}

export interface Dialogue {
  readonly answers: Answers;
  readonly readings: ReadonlyMap<string, UpsReading>;
  readonly variables: readonly DeviceVariable[];
}

const ROLE_TEXTS: Readonly<Record<Role, string>> = {
  standalone: "this machine only: the UPS is plugged in here, and nobody else asks",
  netserver: "serve the network: the UPS is plugged in here, and other machines ask this one",
  netclient: "client of another server: the UPS is plugged in elsewhere, or is a NAS",
};

const ROLE_ORDER: readonly Role[] = ["standalone", "netserver", "netclient"];

function askRole(given: Given, asker: Asker): Promise<Role> {
  if (given.role) return Promise.resolve(given.role);
  if (given.server !== undefined) return Promise.resolve("netclient");
  const usual = given.presets.length > 0 ? "netserver" : "standalone";
  return asker.choose({
    question: "What shall this machine do?",
    option: "--role",
    choices: ROLE_ORDER.map((role) => ({ name: ROLE_TEXTS[role], value: role, chosen: role === usual })),
  });
}

async function withDeviceSettings(
  upses: readonly UpsAnswer[],
  readings: ReadonlyMap<string, UpsReading>,
  given: Given,
  upsConf: string,
  asker: Asker,
): Promise<{ readonly upses: readonly UpsAnswer[]; readonly variables: readonly DeviceVariable[] }> {
  const { sections } = parseUpsConf(upsConf);
  const complete: UpsAnswer[] = [];
  const variables: DeviceVariable[] = [];
  for (const ups of upses) {
    const reading = readings.get(ups.name) ?? { kind: "silent", why: "it was not read" };
    const section = sections.find(({ name }) => name === ups.name);
    const found = await askDeviceSettings(ups, given, reading, section, asker);
    complete.push({ ...ups, settings: [...ups.settings, ...found.lines] });
    variables.push(...found.variables.map((variable) => ({ ...variable, ups: ups.name })));
  }
  return { upses: complete, variables };
}

/** Rejects as the asker does, and with NutError `configuration` where there is nothing to set up. */
export async function holdDialogue(given: Given, world: DialogueWorld, asker: Asker): Promise<Dialogue> {
  const role = await askRole(given, asker);
  if (role === "netclient") {
    const server = await askServer(given, asker);
    const readings = new Map([[server.system, await world.readServer(server)]]);
    world.show(readings);
    return { answers: { role, server }, readings, variables: [] };
  }
  const upsConf = world.texts["ups.conf"] ?? "";
  const found = await askUpses(given, upsConf, world.look, asker);
  const names = found.map(({ name }) => name);
  const listen =
    given.listen.length > 0 ? given.listen : usualListen(role, world.texts["upsd.conf"] ?? "", world.addresses);
  const draft = upsConfText(upsConf, { role, upses: found, stages: [], presets: [], listen, shutdownReturn: false });
  const readings = await world.read(draft, names);
  world.show(readings);
  const { upses, variables } = await withDeviceSettings(found, readings, given, upsConf, asker);
  const serves = role === "netserver";
  const stages = serves || given.stages.length > 0 ? await askStages(given.stages, upses, asker) : [];
  const presets = serves ? await askPresets(given, [...upses, ...stages], asker) : [];
  const shutdownReturn = await askShutdownReturn(given, readings, world.texts["upsmon.conf"] ?? "", asker);
  return { answers: { role, upses, stages, presets, listen, shutdownReturn }, readings, variables };
}
