import { describe, expect, it } from "@jest/globals";
import type { Session } from "../../src/netproto/server/session.ts";
import { parseDrill } from "../../src/nut/drill.ts";
import { ask, SMALL_WORLD, upsdWorld } from "../sim/servers/upsd-world.ts";

const DRILL = "experimental.nutts.drill";

async function world(texts = SMALL_WORLD) {
  const made = await upsdWorld(texts);
  const as = (user: string, password: string, address?: string): Session => {
    const session = made.visit(address);
    ask(session, `USERNAME ${user}\nPASSWORD ${password}\n`);
    return session;
  };
  const admin = as("admin", "secret");
  const set = (value: string, session = admin): string => ask(session, `SET VAR rack ${DRILL} "${value}"\n`);
  const get = (name = DRILL, session = admin): string => ask(session, `GET VAR rack ${name}\n`);
  return { ...made, as, admin, set, get };
}

describe("a live drill on upsd", () => {
  it("is there to be asked for when none runs, and in no list", async () => {
    const { get, admin } = await world();
    expect(get()).toBe(`VAR rack ${DRILL} ""\n`);
    expect(ask(admin, "LIST VAR rack\n")).not.toContain("drill");
  });

  it("is begun by a user with actions = FSD, told to everybody, and never in ups.status", async () => {
    const { set, get, visit, lines } = await world();
    expect(set("abc 30")).toBe("OK\n");
    const stranger = visit("10.0.0.9");
    const [, value = ""] = /"(.*)"/.exec(ask(stranger, `GET VAR rack ${DRILL}\n`)) ?? [];
    expect(parseDrill(value)).toEqual({ id: "abc", endsAt: Date.UTC(2026, 0, 1) / 1000 + 30 });
    expect(ask(stranger, "LIST VAR rack\n")).toContain(`VAR rack ${DRILL} "abc `);
    expect(get("ups.status")).toBe('VAR rack ups.status "OL"\n');
    expect(lines.some((line) => line.includes("Drill abc began, for 30 s at most"))).toBe(true);
  });

  it.each([
    ["mon", "pw", "OK\n"],
    ["slave", "pw", "ERR ACCESS-DENIED\n"],
    ["admin", "wrong", "ERR ACCESS-DENIED\n"],
    ["nobody", "pw", "ERR ACCESS-DENIED\n"],
  ])("answers its beginning by %s with %s: %j", async (user, password, answer) => {
    const { set, as } = await world();
    expect(set("abc 30", as(user, password))).toBe(answer);
  });

  it("wants a user with FSD: SET alone is not enough", async () => {
    const users = "[setter]\npassword = pw\nactions = SET\ninstcmds = ALL\n";
    const { set, as } = await world({ ...SMALL_WORLD, "upsd.users": users });
    expect(set("abc 30", as("setter", "pw"))).toBe("ERR ACCESS-DENIED\n");
  });

  it("expires by itself", async () => {
    const { set, get, clock } = await world();
    set("abc 30");
    await clock.advance(29_999);
    expect(get()).toContain('"abc ');
    await clock.advance(1);
    expect(get()).toBe(`VAR rack ${DRILL} ""\n`);
  });

  it("is ended by its id, and by no other; a second one waits", async () => {
    const { set, get } = await world();
    expect([set("abc 30"), set("def 30"), set("def 0"), set("abc 0"), get()]).toEqual([
      "OK\n",
      "ERR SET-FAILED\n",
      "ERR SET-FAILED\n",
      "OK\n",
      `VAR rack ${DRILL} ""\n`,
    ]);
  });

  it.each(["", "abc", "abc 601", "abc -1", "a b c", "a;b 10"])("refuses the order %j", async (order) => {
    const { set, get } = await world();
    expect(set(order)).toMatch(/^ERR (INVALID-VALUE|SET-FAILED)\n$/);
    expect(get()).toContain('""');
  });

  it("does not begin on battery, and ends when the mains fails", async () => {
    const { admin, set, get, driver, clock } = await world();
    expect(ask(admin, `SET VAR desk ${DRILL} "abc 30"\n`)).toBe("ERR SET-FAILED\n");
    set("abc 30");
    driver("rack").say('SETINFO ups.status "OB DISCHRG"');
    await clock.settle();
    expect(get()).toContain('""');
    driver("rack").say('SETINFO ups.status "OL"');
    await clock.settle();
    expect(get()).toContain('""');
  });

  it("ends when FSD is set", async () => {
    const { admin, set, get } = await world();
    set("abc 30");
    ask(admin, "FSD rack\n");
    expect(get()).toContain('""');
  });

  it("takes the report of who is logged in, and shows it with address and time", async () => {
    const { set, as, admin, clock } = await world();
    const host = as("slave", "pw", "10.0.0.7");
    set("abc 30");
    const report = (session: Session, text: string): string => ask(session, `SET VAR rack ${DRILL}.heard "${text}"\n`);
    expect(report(host, "abc down 5 5 nas")).toBe("ERR ACCESS-DENIED\n");
    ask(host, "LOGIN rack\n");
    await clock.advance(3200);
    expect(report(host, "xyz down 5 5 nas")).toBe("ERR SET-FAILED\n");
    expect(report(host, "abc sideways")).toBe("ERR INVALID-VALUE\n");
    expect(report(host, "abc down 5 5 nas")).toBe("OK\n");
    expect(report(host, "abc down 6 6 nas")).toBe("OK\n");
    const listed = ask(admin, "LIST VAR rack\n");
    expect(listed.match(/drill\.host/g)).toHaveLength(1);
    expect(listed).toContain(`VAR rack ${DRILL}.host.1 "10.0.0.7 3.2 down 6 6 nas"\n`);
    expect(ask(admin, `GET VAR rack ${DRILL}.host.1\n`)).toContain("10.0.0.7");
    await clock.advance(30_000);
    expect(ask(admin, `GET VAR rack ${DRILL}.host.1\n`)).toBe("ERR VAR-NOT-SUPPORTED\n");
  });

  it("reaches no driver, and shows nothing that a driver says under its name", async () => {
    const dump = ['SETINFO ups.status "OL"', `SETINFO ${DRILL} "evil 99999999999"`, `SETFLAGS ${DRILL} RW STRING`];
    const { set, get, admin, driver, clock } = await world({
      ...SMALL_WORLD,
      drivers: { ...SMALL_WORLD.drivers, rack: [...dump, "DATAOK", "DUMPDONE"] },
    });
    expect(get()).toContain('""');
    expect(ask(admin, "LIST VAR rack\n")).not.toContain("evil");
    set("abc 30");
    ask(admin, `SET VAR rack ${DRILL}.other "1"\n`);
    await clock.settle();
    expect(driver("rack").heard).toEqual([]);
  });
});
