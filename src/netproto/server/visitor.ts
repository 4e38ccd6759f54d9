/** The client of one connection as the verbs know it. */
import type { Served, ServedUps, Verdict, Wish } from "./served.ts";

export interface Visitor {
  readonly id: number;
  readonly address: string;
  readonly served: Served;
  username: string | undefined;
  password: string | undefined;
  /** The UPS it is logged in on. */
  ups: ServedUps | undefined;
  /** It wants its requests to drivers tracked. */
  tracking: boolean;
  encrypted: boolean;
}

/** For the log: a stranger's name holds nothing that a terminal would act on. */
export const who = ({ username, address }: Visitor): string =>
  `${username?.replace(/[\x00-\x1f\x7f-\x9f\ud800-\udfff]/gu, "?")}@${address}`;

/** What a refusal says in the log. */
const WHY: Readonly<Record<Exclude<Verdict, "allowed">, string>> = {
  "unknown-user": "no such user in upsd.users",
  "wrong-password": "wrong password",
  "not-allowed": "not allowed in upsd.users",
};

/** Whether the visitor may do it. A refusal is logged with user and address, never with the password. */
export function mayDo(visitor: Visitor, wish: Wish, ups: ServedUps): boolean {
  const { username, password, served } = visitor;
  if (username === undefined || password === undefined) return false;
  const verdict = served.verdict(username, password, wish);
  if (verdict === "allowed") return true;
  const what = wish.kind === "action" ? wish.action : `INSTCMD ${wish.cmd}`;
  served.log.notice(`Client ${who(visitor)} was refused ${what} on UPS [${ups.name}]: ${WHY[verdict]}`);
  return false;
}
