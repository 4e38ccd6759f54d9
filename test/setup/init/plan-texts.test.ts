import { describe, expect, it } from "@jest/globals";
import { parseUpsConf } from "../../../src/conf/ups-conf.ts";
import { parseUpsdConf } from "../../../src/conf/upsd-conf.ts";
import { parseUpsdUsers } from "../../../src/conf/upsd-users.ts";
import { parseUpsmonConf } from "../../../src/conf/upsmon-conf.ts";
import { gatherInput } from "../../../src/setup/check/check-input.ts";
import { runRules } from "../../../src/setup/check/run-rules.ts";
import type { PresetAnswer, ServerRole, UpsAnswer } from "../../../src/setup/init/answers.ts";
import { planTexts, type Texts } from "../../../src/setup/init/plan-texts.ts";
import { findPreset, newPassword, PRESETS } from "../../../src/setup/init/tables/presets.ts";
import { conf, fakeMachine } from "../../sim/machine/fake-machine.ts";

const POWER_OFF = {
  shutdownCommand: "/sbin/shutdown -h +0",
  powerDownFlag: "/etc/killpower",
  restartCommand: "/sbin/shutdown -r +0",
  shutdownRecord: "/var/lib/nut/upsmon.shutdown",
};
const RACK: UpsAnswer = { name: "rack", driver: "usbhid-ups", port: "auto", settings: [], kept: false };

const preset = (name: string, ups = "rack"): PresetAnswer => {
  const found = findPreset(name);
  if (!found) throw new Error(name);
  return { preset: found, ups };
};

const server = (given: Partial<ServerRole> = {}): ServerRole => ({
  role: "standalone",
  upses: [RACK],
  stages: [],
  presets: [],
  listen: [{ host: "127.0.0.1", port: 3493 }],
  shutdownReturn: false,
  ...given,
});

/** Passwords p1, p2 … in the order in which they are needed. */
function plan(answers: Parameters<typeof planTexts>[1], before: Texts = {}): Texts {
  let count = 0;
  return planTexts(before, answers, POWER_OFF, () => `p${++count}`);
}

describe("files of a new set-up", () => {
  it("name one user and password in upsd.users and upsmon.conf", () => {
    const texts = plan(server());
    expect(texts["upsmon.conf"]).toBe(
      'MONITOR rack@localhost 1 upsmon p1 primary\nSHUTDOWNCMD "/sbin/shutdown -h +0"\nPOWERDOWNFLAG /etc/killpower\n',
    );
    expect(parseUpsdUsers(texts["upsd.users"] ?? "").users).toMatchObject([
      { name: "upsmon", password: "p1", role: "primary" },
      { name: "operator", password: "p2", actions: ["SET", "FSD"], instcmds: ["ALL"] },
    ]);
    expect(texts["nut.conf"]).toBe("MODE=standalone\n");
    expect(texts["ups.conf"]).toBe("[rack]\n\tdriver = usbhid-ups\n\tport = auto\n");
  });

  it("are read without a problem, whatever clients are served", () => {
    const listen = ["0.0.0.0", "::"].map((host) => ({ host, port: 3493 }));
    const presets = PRESETS.map(({ name }) => preset(name));
    const texts = plan(server({ role: "netserver", presets, listen }));
    const problems = [
      parseUpsConf(texts["ups.conf"] ?? ""),
      parseUpsdConf(texts["upsd.conf"] ?? ""),
      parseUpsdUsers(texts["upsd.users"] ?? ""),
      parseUpsmonConf(texts["upsmon.conf"] ?? ""),
    ].flatMap((each) => each.problems);
    expect(problems).toEqual([]);
  });

  it.each(["standalone", "netserver"] as const)(
    "give nutts check nothing to find on a Debian machine (%s)",
    async (role) => {
      const host = role === "standalone" ? "127.0.0.1" : "0.0.0.0";
      const texts = plan(
        server({
          role,
          listen: [{ host, port: 3493 }],
          presets: role === "netserver" ? [preset("synology"), preset("qnap")] : [],
        }),
      );
      const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/etc/nut/${name}`, conf(text)]));
      const machine = fakeMachine({ ...files, "/etc/nut/upssched.conf": undefined, "/etc/nut/cmd": undefined });
      expect(runRules(await gatherInput(machine, "/etc/nut"))).toEqual([]);
    },
  );

  it("let a machine elsewhere follow another server", () => {
    const system = { system: "ups@nas", username: "monuser", password: "secret" };
    const texts = plan({ role: "netclient", server: system });
    expect(texts).toEqual({
      "nut.conf": "MODE=netclient\n",
      "upsmon.conf": 'MONITOR ups@nas 1 monuser secret secondary\nSHUTDOWNCMD "/sbin/shutdown -h +0"\n',
    });
  });

  it("have the UPS told to go off and on again, by a user who may do that", async () => {
    const texts = plan(server({ shutdownReturn: true }));
    expect(texts["upsmon.conf"]).toBe(
      [
        "MONITOR rack@localhost 1 upsmon p1 primary",
        'SHUTDOWNCMD "/sbin/shutdown -h +0"',
        "POWERDOWNFLAG /etc/killpower",
        "SHUTDOWNRETURN 1",
        'RESTARTCMD "/sbin/shutdown -r +0"',
        "SHUTDOWNRECORD /var/lib/nut/upsmon.shutdown",
        "SHUTDOWNEXIT no",
        "",
      ].join("\n"),
    );
    expect(parseUpsmonConf(texts["upsmon.conf"] ?? "").problems).toEqual([]);
    expect(parseUpsdUsers(texts["upsd.users"] ?? "").users[0]).toMatchObject({
      ...{ name: "upsmon", password: "p1", role: "primary" },
      ...{ actions: ["SET"], instcmds: ["shutdown.return", "shutdown.stop"] },
    });
    const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/etc/nut/${name}`, conf(text)]));
    const machine = fakeMachine({ ...files, "/etc/nut/upssched.conf": undefined, "/etc/nut/cmd": undefined });
    expect(runRules(await gatherInput(machine, "/etc/nut"))).toEqual([]);
  });

  it("watch upsd where it listens", () => {
    const texts = plan(server({ listen: [{ host: "192.168.1.2", port: 4000 }] }));
    expect(texts["upsd.conf"]).toBe("LISTEN 192.168.1.2 4000\n");
    expect(texts["upsmon.conf"]).toContain("MONITOR rack@192.168.1.2:4000 1 ");
  });
});

describe("stages", () => {
  const NAS = { name: "nas", ups: "rack", limits: [{ name: "mincharge", value: "80" }] };
  const listen = [{ host: "0.0.0.0", port: 3493 }];
  const answers = server({ role: "netserver", listen, stages: [NAS], presets: [preset("synology", "nas")] });

  it("are UPSes of their own that this machine waits for, and a client can be put on one", () => {
    const texts = plan(answers);
    expect(texts["ups.conf"]).toBe(
      "[rack]\n\tdriver = usbhid-ups\n\tport = auto\n\n[nas]\n\tdriver = clone\n\tport = usbhid-ups-rack\n\tmincharge = 80\n\taliases = ups\n",
    );
    expect(texts["upsmon.conf"]).toContain(
      "MONITOR rack@localhost 1 upsmon p1 primary\nMONITOR nas@localhost 0 upsmon p1 primary\n",
    );
  });

  it("give nutts check nothing to find, and nothing to do for the next init", async () => {
    const texts = plan(answers);
    const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/etc/nut/${name}`, conf(text)]));
    const machine = fakeMachine({ ...files, "/etc/nut/upssched.conf": undefined, "/etc/nut/cmd": undefined });
    expect(runRules(await gatherInput(machine, "/etc/nut"))).toEqual([]);
    const kept = server({ role: "netserver", listen, upses: [{ ...RACK, kept: true }] });
    expect(plan(kept, texts)).toEqual(texts);
  });

  it("are waited for where only ups.conf has them so far", () => {
    const before = { "ups.conf": plan(answers)["ups.conf"] ?? "" };
    const kept = server({ role: "netserver", listen, upses: [{ ...RACK, kept: true }] });
    expect(plan(kept, before)["upsmon.conf"]).toContain("MONITOR nas@localhost 0 ");
  });
});

describe("presets", () => {
  it("serve one device under the names that a Synology and a QNAP have built in, with their users", () => {
    const texts = plan(server({ role: "netserver", presets: [preset("synology"), preset("qnap")] }));
    expect(texts["ups.conf"]).toContain('aliases = "ups qnapups"');
    expect(parseUpsdUsers(texts["upsd.users"] ?? "").users).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "monuser", password: "secret", role: "secondary", actions: [], instcmds: [] }),
        expect.objectContaining({ name: "admin", password: "123456", role: "secondary", actions: [], instcmds: [] }),
      ]),
    );
  });

  it("need no further name where the UPS is called so", () => {
    const upses = [{ ...RACK, name: "ups" }];
    expect(plan(server({ upses, presets: [preset("synology", "ups")] }))["ups.conf"]).not.toContain("aliases");
  });

  it("never give a well-known password more than a secondary may do", () => {
    for (const { password, instcmds } of PRESETS) if (password !== undefined) expect(instcmds).toEqual([]);
  });
});

describe("files that are there", () => {
  const BEFORE: Texts = {
    "nut.conf": "# mine\nMODE=none\n",
    "ups.conf": "# the big one\n[rack]\n  driver = usbhid-ups # by USB\n  port = auto\n",
    "upsd.conf": "# LISTEN <address>\nLISTEN 127.0.0.1\nMAXAGE 20\n",
    "upsd.users": "[mon]\n  password = mine\n  upsmon master\n[boss]\n  password = b\n  actions = SET\n",
    "upsmon.conf": "MONITOR rack@localhost 1 mon mine master\nSHUTDOWNCMD /my/shutdown\nPOWERDOWNFLAG /my/flag\n",
  };
  const kept = { ...RACK, kept: true };

  it("keep users, passwords, commands and comments of their owner", () => {
    const texts = plan(server({ upses: [kept] }), BEFORE);
    expect(texts).toEqual({ ...BEFORE, "nut.conf": "# mine\nMODE=standalone\n" });
  });

  it("give the user who watches already the rights that are missing, and keep what is chosen", () => {
    const users = "[mon]\n  password = mine\n  upsmon master\n  actions = FSD\n  instcmds = shutdown.stop\n";
    const own = "SHUTDOWNRECORD /srv/record\nRESTARTCMD /my/restart\nSHUTDOWNRETURN 0\n";
    const before = { ...BEFORE, "upsd.users": users, "upsmon.conf": `${BEFORE["upsmon.conf"] ?? ""}${own}` };
    const answers = server({ upses: [kept], shutdownReturn: true });
    const texts = plan(answers, before);
    expect(texts["upsd.users"]).toContain(`${users}  actions = SET\n  instcmds = shutdown.return\n`);
    expect(texts["upsmon.conf"]).toBe(
      `${BEFORE["upsmon.conf"] ?? ""}${own.replace("SHUTDOWNRETURN 0", "SHUTDOWNRETURN 1")}`,
    );
    expect(plan(answers, texts)).toEqual(texts);
    expect(plan({ ...answers, shutdownReturn: false }, texts)["upsmon.conf"]).toBe(before["upsmon.conf"]);
  });

  it("are the same after a second run", () => {
    const answers = server({ role: "netserver", presets: [preset("synology"), preset("home-assistant")] });
    const once = plan(answers, BEFORE);
    expect(plan({ ...answers, upses: [kept] }, once)).toEqual(once);
  });

  it("get a line for a UPS that is not watched yet, and other addresses as a whole", () => {
    const attic = { ...RACK, name: "attic" };
    const listen = [{ host: "0.0.0.0", port: 3493 }];
    const texts = plan(server({ role: "netserver", upses: [kept, attic], listen }), BEFORE);
    expect(texts["upsmon.conf"]).toBe(`${BEFORE["upsmon.conf"] ?? ""}MONITOR attic@localhost 1 upsmon p1 primary\n`);
    expect(texts["upsd.conf"]).toBe("# LISTEN <address>\nMAXAGE 20\nLISTEN 0.0.0.0\n");
  });

  it("are mended where upsmon's password is not the one of upsd", () => {
    const texts = plan(server({ upses: [kept] }), {
      ...BEFORE,
      "upsd.users": "[admin]\n\tpassword = secure_password\n\tupsmon primary\n",
      "upsmon.conf": "MONITOR rack@localhost 1 admin secret primary\n",
    });
    expect(texts["upsmon.conf"]).toContain("MONITOR rack@localhost 1 upsmon p1 primary\n");
    expect(texts["upsmon.conf"]).not.toContain("admin");
  });
});

describe("generated passwords", () => {
  it("are long, never the same, and need no quotes", () => {
    const all = new Set(Array.from({ length: 100 }, newPassword));
    expect(all.size).toBe(100);
    for (const each of all) expect(each).toMatch(/^[\w-]{24}$/);
  });
});
