import type { VarType } from "../../nut/var-type.ts";
import { carryOut, type Orders, refuse, renamed } from "../kit/commands.ts";
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

interface Order {
  readonly kind: "write";
  readonly text: string;
}

const NOTHING: Orders<Order> = { kind: "steps", steps: [] };

const order = (text: string): Order => ({ kind: "write", text });

function ordersOf(send: QxSend): Orders<Order> {
  if (send.kind === "refused") return send;
  const { first, text } = send;
  if (!first) return { kind: "steps", steps: [order(text)] };
  return {
    kind: "steps",
    steps: [order(first.text), { kind: "set", name: first.var, value: first.value }, order(text)],
  };
}

const deliver = (device: QxDevice, orders: Orders<Order>): Promise<Outcome> =>
  carryOut(orders, {
    set: (name, value) => {
      device.session.keep(name, value);
      return "handled";
    },
    write: ({ text }) => write(device, text),
  });

/** Silence is consent where the protocol has no word for it; an echo is a refusal. */
export async function write({ protocol, session }: QxDevice, text: string): Promise<Outcome> {
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
  return deliver(
    device,
    ordersOf(typeof send === "string" ? { kind: "send", text: send } : send(param, device.session)),
  );
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

export const setvar = (device: QxDevice, name: string, value: string): Promise<Outcome> =>
  deliver(device, setvarOrders(device, name, value));

function setvarOrders(device: QxDevice, name: string, value: string): Orders<Order> {
  const { session } = device;
  const setting = findSetting(device, name);
  const before = setting && session.known(setting.var);
  if (!setting || before === undefined || value === "") return refuse("unknown");
  if (same(before, value)) return NOTHING;
  const type = typeOf(setting, session);
  if (!type) return refuse("unknown");
  if (!fits(type, value)) return refuse("invalid");
  const text = setting.normalise ? setting.normalise(value, session) : value;
  if (text === undefined) return refuse("conversion-failed");
  const sent = setting.send ? ordersOf(setting.send(text, session)) : NOTHING;
  if (sent.kind === "refused" || setting.fallback === undefined) return sent;
  return { kind: "steps", steps: [...sent.steps, { kind: "set", name: setting.var, value: text }] };
}
