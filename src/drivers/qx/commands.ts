/** Instant commands and new values: from the protocol's tables to the line, with the family's fall-backs. */
import type { VarType } from "../../nut/var-type.ts";
import type { InstcmdResult, SetvarResult } from "../types.ts";
import type { QxCommand, QxProtocol, QxSend, QxSetting } from "./protocol.ts";
import { leadingNumber } from "./readers.ts";
import { firstLine, type QxSession } from "./session.ts";

export interface QxDevice {
  readonly protocol: QxProtocol;
  readonly session: QxSession;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const findCommand = ({ protocol, session }: QxDevice, name: string): QxCommand | undefined =>
  protocol.commands.find(({ cmd, when }) => same(cmd, name) && when?.(session) !== false);

export const findSetting = ({ protocol, session }: QxDevice, name: string): QxSetting | undefined =>
  protocol.settings.find((setting) => same(setting.var, name) && setting.when?.(session) !== false);

type Delivery = "handled" | "failed" | "invalid" | "conversion-failed";

/** Anything said must be the word of acceptance: an echo is a refusal. */
export async function deliver(
  { protocol, session }: QxDevice,
  send: QxSend,
  seal: QxCommand["seal"],
): Promise<Delivery> {
  if (send.kind === "refused") return send.why;
  const { accepted, rejected, silence } = protocol;
  const answer = firstLine(await session.send(send.text, seal));
  if (answer === "") return silence ?? "handled";
  if (accepted !== undefined && same(answer, accepted)) return "handled";
  return rejected !== undefined && same(answer, rejected) ? "conversion-failed" : "failed";
}

/** Commands that the device lacks, made of those it has. */
const FALLBACKS: Readonly<Record<string, readonly (readonly [cmd: string, param: string])[]>> = {
  "load.on": [["load.on.delay", "0"]],
  "load.off": [["load.off.delay", "0"]],
  "shutdown.return": [
    ["load.on.delay", "~ups.delay.start"],
    ["load.off.delay", "~ups.delay.shutdown"],
  ],
  "shutdown.stayoff": [
    ["load.on.delay", "-1"],
    ["load.off.delay", "~ups.delay.shutdown"],
  ],
};

const AUTO_START: Readonly<Record<string, string>> = { "shutdown.return": "yes", "shutdown.stayoff": "no" };

async function fallBack(device: QxDevice, name: string): Promise<InstcmdResult> {
  const auto = AUTO_START[name];
  if (auto !== undefined && device.session.known("ups.start.auto") !== undefined) {
    if ((await setvar(device, "ups.start.auto", auto)) !== "handled") return "failed";
  }
  for (const [cmd, param] of FALLBACKS[name] ?? []) {
    const value = param.startsWith("~") ? device.session.known(param.slice(1)) : param;
    const result = await instcmd(device, cmd, value);
    if (result !== "handled") return result;
  }
  return FALLBACKS[name] ? "handled" : "invalid";
}

export async function instcmd(device: QxDevice, name: string, param?: string): Promise<InstcmdResult> {
  const command = findCommand(device, name);
  if (!command) return fallBack(device, name.toLowerCase());
  const send: QxSend =
    typeof command.send === "string" ? { kind: "send", text: command.send } : command.send(param, device.session);
  return deliver(device, send, command.seal);
}

/** Beyond what its type says, a range takes the whole number with which a value begins. */
export function fits(type: VarType, value: string): boolean {
  switch (type.kind) {
    case "string":
      return value.length <= type.max;
    case "enum":
      return type.values.some((word) => same(word, value));
    case "range": {
      const number = Math.trunc(leadingNumber(value));
      return /^[0-9 .]+$/.test(value) && type.ranges.some(({ min, max }) => number >= min && number <= max);
    }
    case "number":
      return /^[0-9 .]+$/.test(value);
  }
}

export const typeOf = ({ rw }: QxSetting, session: QxSession): VarType | undefined =>
  typeof rw === "function" ? rw(session) : rw;

export async function setvar(device: QxDevice, name: string, value: string): Promise<SetvarResult> {
  const setting = findSetting(device, name);
  if (!setting || value === "") return "unknown";
  const { session } = device;
  if (same(session.known(setting.var) ?? "", value)) return "handled";
  const type = typeOf(setting, session);
  if (!type) return "unknown";
  if (!fits(type, value)) return "invalid";
  const text = setting.normalise ? setting.normalise(value, session) : value;
  if (text === undefined) return "conversion-failed";
  const result = setting.send ? await deliver(device, setting.send(text, session), setting.seal) : "handled";
  if (result === "handled" && setting.fallback !== undefined) session.keep(setting.var, text);
  return result;
}
