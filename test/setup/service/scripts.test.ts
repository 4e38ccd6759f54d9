import { describe, expect, it } from "@jest/globals";
import type { Plan } from "../../../src/setup/service/plan/plan.ts";
import { planService } from "../../../src/setup/service/plan-service.ts";
import { ALPINE, RASPBERRYMATIC, siteOf } from "./site.ts";

const file = ({ steps }: Plan, path: string): string =>
  steps.flatMap((step) => (step.kind === "file" && step.path === path ? [step.text] : [])).join();

const paths = ({ steps }: Plan): readonly string[] =>
  steps.flatMap((step) => (step.kind === "file" ? [step.path] : []));

const commands = ({ steps }: Plan): readonly string[] =>
  steps.flatMap((step) => (step.kind === "run" ? [step.argv.join(" ")] : []));

const ALPINE_PATHS = { paths: ["/sbin/nologin", "/sbin/udevadm"] };

describe("the OpenRC scripts of Alpine", () => {
  const plan = planService(siteOf(ALPINE, {}, ALPINE_PATHS));

  it("have the names that its packages have, and are started at boot", () => {
    expect(paths(plan)).toEqual([
      "/lib/udev/rules.d/62-nutts-usbups.rules",
      "/etc/init.d/nut-upsd",
      "/etc/init.d/nut-upsmon",
      "/etc/init.d/nut-powerfail",
    ]);
    expect(commands(plan)).toEqual([
      "addgroup nut dialout",
      "udevadm control --reload",
      "rc-update add nut-upsd default",
      "rc-update add nut-upsmon default",
      "rc-update add nut-powerfail shutdown",
      "rc-service nut-upsd restart",
      "rc-service nut-upsmon restart",
    ]);
  });

  it("look after the daemons, and run drivers before the server", () => {
    const text = file(plan, "/etc/init.d/nut-upsd");
    expect(text).toContain('\ncommand=/usr/bin/node\ncommand_args="/usr/lib/node_modules/nutts/bin/run.js upsd -F"\n');
    expect(text).toContain("\nsupervisor=supervise-daemon\n");
    expect(text).toMatch(/start_pre\(\) \{[^}]*driver -u nut start/);
    expect(text).toMatch(/stop_post\(\) \{[^}]*driver -u nut stop/);
  });

  it("make the user with what BusyBox has", () => {
    const bare = planService(siteOf(ALPINE, {}, { ...ALPINE_PATHS, users: new Set(), groups: new Set() }));
    expect(commands(bare).slice(0, 2)).toEqual([
      "addgroup -S nut",
      "adduser -S -D -H -h /run/nut -s /sbin/nologin -G nut nut",
    ]);
  });

  it("are two where another machine is followed", () => {
    expect(paths(planService(siteOf(ALPINE, { mode: "netclient" }, ALPINE_PATHS)))).toEqual(["/etc/init.d/nut-upsmon"]);
  });

  it("have one service for drivers and server where that is wanted", () => {
    const one = planService(siteOf(ALPINE, { kind: "one" }, ALPINE_PATHS));
    expect(paths(one)).toContain("/etc/init.d/nutts");
    expect(file(one, "/etc/init.d/nutts")).toContain("\n  provide nut-upsd\n");
  });
});

describe("the scripts of RaspberryMatic", () => {
  const plan = planService(siteOf(RASPBERRYMATIC));

  it("lie where they survive, and run as root, since no udev gives devices away", () => {
    expect(paths(plan)).toEqual(["/usr/local/etc/config/rc.d/nutts", "/usr/local/etc/config/rc.d/nutshutdown"]);
    expect(file(plan, "/usr/local/etc/config/rc.d/nutts")).toContain(" driver -u root start ");
    expect(commands(plan).at(-1)).toBe("/usr/local/etc/config/rc.d/nutts restart");
  });

  it("take over from the system's own", () => {
    expect(file(plan, "/usr/local/etc/config/rc.d/nutts")).toContain("/etc/init.d/S51nut stop");
  });

  it("are no layout of one process", () => {
    expect(() => planService(siteOf(RASPBERRYMATIC, { kind: "one" }))).toThrow("--one is for systemd and OpenRC");
  });
});

describe("an init that is not known", () => {
  it.each([
    ["procd", { "/etc/os-release": "ID=openwrt\n", "/sbin/procd": "" }],
    ["none", {}],
  ])("%s: says what can be done all the same", (_name, files) => {
    expect(() => planService(siteOf(files))).toThrow(
      /are not known: have nutts up and nutts upsmon -F started at boot/,
    );
  });
});
