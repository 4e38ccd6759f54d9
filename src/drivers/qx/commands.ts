/** Instant commands and new values: from the tables of the protocol to the line. */

import type { VarType } from "../../nut/var-type.ts";
import { renamed } from "../kit/commands.ts";
import type { Outcome } from "../types.ts";
import type { QxCommand, QxProtocol, QxSend, QxSetting } from "./protocol.ts";
import { leadingNumber } from "./readers.ts";
import type { QxSession } from "./session.ts";

export interface QxDevice {
  readonly protocol: QxProtocol;
  readonly session: QxSession;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const findCommand = ({ protocol, session }: QxDevice, name: string): QxCommand | undefined =>
  protocol.commands.find(({ cmd, when }) => same(cmd, name) && when?.(session) !== false);

export const findSetting = ({ protocol, session }: QxDevice, name: string): QxSetting | undefined =>
  protocol.settings.find((setting) => same(setting.var, name) && setting.when?.(session) !== false);

/** Silence is consent where the protocol has no word for it; an echo is a refusal. */
export async function deliver({ protocol, session }: QxDevice, send: QxSend): Promise<Outcome> {
  if (send.kind === "refused") return send.why;
  const { first } = send;
  if (first) {
    if ((await orderOne({ protocol, session }, first.text)) === "failed") return "failed";
    session.keep(first.var, first.value);
  }
  return orderOne({ protocol, session }, send.text);
}

async function orderOne({ protocol, session }: QxDevice, text: string): Promise<Outcome> {
  const { accepted, silence } = protocol;
  const answer = await session.order(text);
  if (answer === undefined) return "failed";
  if (answer === "") return silence ?? "handled";
  if (accepted instanceof RegExp) return accepted.test(answer) ? "handled" : "failed";
  return accepted !== undefined && same(answer, accepted) ? "handled" : "failed";
}

export async function instcmd(device: QxDevice, name: string, param?: string): Promise<Outcome> {
  const command = findCommand(device, renamed(name) ?? name);
  if (!command) return "invalid";
  const { send } = command;
  return deliver(device, typeof send === "string" ? { kind: "send", text: send } : send(param, device.session));
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

export async function setvar(device: QxDevice, name: string, value: string): Promise<Outcome> {
  const { session } = device;
  const setting = findSetting(device, name);
  const before = setting && session.known(setting.var);
  if (!setting || before === undefined || value === "") return "unknown";
  if (same(before, value)) return "handled";
  const type = typeOf(setting, session);
  if (!type) return "unknown";
  if (!fits(type, value)) return "invalid";
  const text = setting.normalise ? setting.normalise(value, session) : value;
  if (text === undefined) return "conversion-failed";
  const result = setting.send ? await deliver(device, setting.send(text, session)) : "handled";
  if (result === "handled" && setting.fallback !== undefined) session.keep(setting.var, text);
  return result;
}
