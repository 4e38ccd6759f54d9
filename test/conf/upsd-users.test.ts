import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { formatUpsdUsers, mayAct, mayCommand, parseUpsdUsers, type UpsdUser } from "../../src/conf/upsd-users.ts";

const only = (text: string): UpsdUser => {
  const [user] = parseUpsdUsers(text).users;
  if (!user) throw new Error("the text names no user");
  return user;
};

const problems = (text: string): readonly string[] => parseUpsdUsers(text).problems.map(formatProblem);

describe("upsd.users", () => {
  it("reads a user with password, actions and commands", () => {
    const user = only("[admin]\n\tpassword = mypass\n\tactions = SET\n\tinstcmds = ALL\n");
    expect(user).toMatchObject({ name: "admin", password: "mypass", actions: ["SET"], instcmds: ["ALL"], line: 1 });
    expect(user.role).toBeUndefined();
  });

  it("adds up repeated actions and instcmds, on one line and on several", () => {
    const user = only("[u]\npassword=x\nactions = set fsd\nactions = SET\ninstcmds = a b\ninstcmds = c A\n");
    expect(user.actions).toEqual(["SET", "FSD"]);
    expect(user.instcmds).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["upsmon primary", "primary"],
    ["upsmon secondary", "secondary"],
    ["upsmon master", "primary"],
    ["upsmon slave   # or upsmon slave", "secondary"],
    ["upsmon = primary", "primary"],
    ["UPSMON Master", "primary"],
  ])("takes the role from %s", (line, role) => {
    expect(only(`[u]\npassword = x\n${line}\n`).role).toBe(role);
  });

  it("lets a primary log in, become primary and set FSD, but not set variables", () => {
    const user = only("[u]\npassword = x\nupsmon primary\n");
    expect(["LOGIN", "master", "FSD", "SET"].map((action) => mayAct(user, action))).toEqual([true, true, true, false]);
  });

  it("lets a secondary log in and no more", () => {
    const user = only("[u]\npassword = x\nupsmon secondary\n");
    expect(["LOGIN", "MASTER", "FSD", "SET"].map((action) => mayAct(user, action))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("matches commands without regard to case, and ALL allows every one", () => {
    expect(mayCommand(only("[u]\ninstcmds = Beeper.Mute\n"), "beeper.mute")).toBe(true);
    expect(mayCommand(only("[u]\ninstcmds = beeper.mute\n"), "load.off")).toBe(false);
    expect(mayCommand(only("[u]\ninstcmds = all\n"), "load.off")).toBe(true);
  });

  it("asks whether a command that NUT does not list was meant, and takes it nevertheless", () => {
    const text =
      "[u]\npassword = x\ninstcmds = beeper.mtue outlet.2.load.of all all,\ninstcmds = vendor.secret-trick\n";
    expect(problems(text)).toEqual([
      "upsd.users:3:12: beeper.mtue is not a command that NUT lists; did you mean beeper.mute?",
      "upsd.users:3:24: outlet.2.load.of is not a command that NUT lists; did you mean outlet.2.load.off?",
      "upsd.users:3:45: all, is not a command that NUT lists; part several commands by blanks",
      "upsd.users:4:12: vendor.secret-trick is not a command that NUT lists; it counts only if the driver has a command of that name",
    ]);
    expect(mayCommand(only("[u]\ninstcmds = vendor.secret-trick\n"), "vendor.secret-trick")).toBe(true);
  });

  it("tells how to replace upsmon monitor-only", () => {
    expect(problems("[u]\npassword = x\nupsmon monitor-only\n")).toEqual([
      "upsd.users:3:8: monitor-only is not a role of upsmon; write upsmon secondary here and power value 0 in the MONITOR line of upsmon.conf",
    ]);
  });

  it("notes allowfrom and the file format of old, and reads on", () => {
    const text = "[u]\npassword = x\nallowfrom = localhost\nuser = y\nactions = SET\n";
    expect(only(text).actions).toEqual(["SET"]);
    expect(parseUpsdUsers(text).problems.map(({ severity, line }) => [severity, line])).toEqual([
      ["warning", 3],
      ["warning", 4],
    ]);
  });

  it("keeps the first password of a user", () => {
    expect(only("[u]\npassword = one\npassword = two\n").password).toBe("one");
  });

  it("warns of a user without a password, and of an empty one", () => {
    expect(problems('[a]\nactions = SET\n[b]\npassword = ""\n')).toEqual([
      "upsd.users:1:1: [a] has no password and cannot log in",
      "upsd.users:3:1: the password of [b] is empty; write a long one",
    ]);
  });

  it.each([
    ["actions SET", "actions needs a = before its value"],
    ["actions =", "nothing follows actions"],
    ["actions = SETT", "did you mean SET?"],
    ["actions = SET,FSD", "part several actions by blanks"],
    ["instcmds = a,b", "part several commands by blanks"],
    ["upsmon primry", "did you mean primary?"],
    ["upsmon primary secondary", "only the first word after upsmon counts"],
    ["pasword = x", "did you mean password?"],
  ])("reports %s", (line, why) => {
    expect(problems(`[u]\npassword = x\n${line}\n`)).toEqual([expect.stringContaining(why)]);
  });

  it("adds up the roles of an upsmon = line, and takes the first word of one without =", () => {
    expect(only("[u]\nupsmon = slave master\n").role).toBe("primary");
    expect(only("[u]\nupsmon slave master\n").role).toBe("secondary");
  });

  it("gives the lines of a repeated section to its own user", () => {
    const { users } = parseUpsdUsers("[a]\npassword = 1\n[b]\npassword = 2\n[a]\nactions = SET\n");
    expect(users.map(({ name, actions }) => [name, actions])).toEqual([
      ["a", ["SET"]],
      ["b", []],
    ]);
  });

  it("never repeats a password in a problem", () => {
    const texts = [
      "[u]\npassword hunter2\n",
      "[u]\nhunter2\n",
      "[u]\npassword = a hunter2\n",
      "[u]\npassword = a\npassword = hunter2\n",
      "password = hunter2\n",
      "[u]\npasword = hunter2\n",
    ];
    for (const text of texts) {
      expect(problems(text)).not.toHaveLength(0);
      expect(problems(text).join("\n")).not.toContain("hunter2");
    }
  });

  it("reads back what it writes", () => {
    const text = '[a b]\n["x y"]\n[ups]\npassword = "p # w"\nupsmon primary\nactions = SET\ninstcmds = x\n';
    const { users } = parseUpsdUsers(text.replace('["x y"]', '"[x y]"').replace("[a b]\n", ""));
    const again = parseUpsdUsers(formatUpsdUsers({ users })).users;
    const plain = (all: readonly UpsdUser[]) => all.map(({ line, column, ...rest }) => rest);
    expect(plain(again)).toEqual(plain(users));
  });
});
