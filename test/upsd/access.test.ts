import { describe, expect, it } from "@jest/globals";
import { parseUpsdUsers } from "../../src/conf/upsd-users.ts";
import type { Permission } from "../../src/netproto/server/served.ts";
import { Access } from "../../src/upsd/access.ts";
import { ask, upsdWorld } from "../sim/servers/upsd-world.ts";

const { users } = parseUpsdUsers(`
[admin]
  password = secret
  actions = SET
  instcmds = test.panel.start Load.Off
[all]
  password = secret
  instcmds = ALL
[primary]
  password = secret
  upsmon primary
[secondary]
  password = secret
  upsmon secondary
[bare]
  actions = SET
[empty]
  password = ""
  actions = SET
`);
const access = new Access(users);
const action = (name: "LOGIN" | "PRIMARY" | "FSD" | "SET"): Permission => ({ kind: "action", action: name });
const instcmd = (cmd: string): Permission => ({ kind: "instcmd", cmd });

describe("access", () => {
  it.each([
    ["admin", "secret", action("SET"), "allowed"],
    ["admin", "secret", action("FSD"), "not-allowed"],
    ["admin", "secret", instcmd("LOAD.off"), "allowed"],
    ["admin", "secret", instcmd("load.on"), "not-allowed"],
    ["all", "secret", instcmd("load.on"), "allowed"],
    ["primary", "secret", action("PRIMARY"), "allowed"],
    ["primary", "secret", action("FSD"), "allowed"],
    ["primary", "secret", action("LOGIN"), "allowed"],
    ["primary", "secret", action("SET"), "not-allowed"],
    ["secondary", "secret", action("LOGIN"), "allowed"],
    ["secondary", "secret", action("PRIMARY"), "not-allowed"],
    ["secondary", "secret", action("FSD"), "not-allowed"],
    ["admin", "Secret", action("SET"), "wrong-password"],
    ["admin", "secret ", action("SET"), "wrong-password"],
    ["Admin", "secret", action("SET"), "unknown-user"],
    ["bare", "", action("SET"), "wrong-password"],
    ["empty", "", action("SET"), "allowed"],
    ["nobody", "", action("SET"), "unknown-user"],
  ] as const)("of %s with %s to %j: %s", (username, password, permission, permissionOf) => {
    expect(access.permissionOf(username, password, permission)).toBe(permissionOf);
  });

  it("logs a refusal with user, address and reason, and never with the password", async () => {
    const { visit, lines } = await upsdWorld();
    const session = visit("192.0.2.9");
    ask(session, "USERNAME mon\nPASSWORD hunter2\nLOGIN rack\nINSTCMD rack load.off\n");
    expect(lines.slice(-2)).toEqual([
      "Client mon@192.0.2.9 was refused LOGIN on UPS [rack]: wrong password",
      "Client mon@192.0.2.9 was refused INSTCMD load.off on UPS [rack]: wrong password",
    ]);
    expect(lines.join("\n")).not.toContain("hunter2");
  });
});
