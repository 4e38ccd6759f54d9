import type { NewsReader, Permission, PermissionResult, Served, ServedUps } from "./served.ts";

export interface RequestContext extends NewsReader {
  readonly id: number;
  readonly address: string;
  readonly served: Served;
  username: string | undefined;
  password: string | undefined;
  /** The UPS it is logged in on. */
  ups: ServedUps | undefined;
  /** What it called that UPS: its name or an alias. */
  upsname: string | undefined;
  /** It wants its requests to drivers tracked. */
  tracking: boolean;
  encrypted: boolean;
}

/** For the log: a stranger's name holds nothing that a terminal would act on. */
export const who = ({ username, address }: RequestContext): string =>
  `${username?.replace(/[\x00-\x1f\x7f-\x9f\ud800-\udfff]/gu, "?")}@${address}`;

/** What a refusal says in the log. */
const WHY: Readonly<Record<Exclude<PermissionResult, "allowed">, string>> = {
  "unknown-user": "no such user in upsd.users",
  "wrong-password": "wrong password",
  "not-allowed": "not allowed in upsd.users",
};

/** Whether the context may do it. A refusal is logged with user and address, never with the password. */
export function mayDo(context: RequestContext, permission: Permission, ups: ServedUps): boolean {
  const { username, password, served } = context;
  if (username === undefined || password === undefined) return false;
  const permissionOf = served.permissionOf(username, password, permission);
  if (permissionOf === "allowed") return true;
  const what = permission.kind === "action" ? permission.action : `INSTCMD ${permission.cmd}`;
  served.log.notice(`Client ${who(context)} was refused ${what} on UPS [${ups.name}]: ${WHY[permissionOf]}`);
  return false;
}
