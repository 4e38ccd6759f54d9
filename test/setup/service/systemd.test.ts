import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Step } from "../../../src/setup/service/plan/plan.ts";
import { planService } from "../../../src/setup/service/plan-service.ts";
import { escapeInstance, execWord, unescapeInstance } from "../../../src/setup/service/systemd/escape.ts";
import { followUpses } from "../../../src/setup/service/systemd/follow-drivers.ts";
import { DEBIAN, LAYOUT, siteOf } from "./site.ts";

const FOLDER = "/etc/systemd/system";

const files = (steps: readonly Step[]): ReadonlyMap<string, string> =>
  new Map(steps.flatMap((step) => (step.kind === "file" ? [[step.path, step.text]] : [])));

const commands = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === "run" ? [step.argv.join(" ")] : []));

const unit = (name: string, site = siteOf(DEBIAN)): string =>
  files(planService(site).steps).get(`${FOLDER}/${name}`) ?? "";

describe("the units of Debian", () => {
  it("start our programs with the environment of nut.conf, as the user of NUT", () => {
    const text = unit("nut-server.service");
    expect(text).toContain("\nExecStart=/usr/bin/node /usr/lib/node_modules/nutts/bin/run.js upsd -FF\n");
    expect(text).toContain("\nEnvironmentFile=-/etc/nut/nut.conf\n");
    expect(text).toMatch(/\nUser=nut\nGroup=nut\n/);
    expect(text).toMatch(/\nWants=nut-driver.target\n/);
    expect(text).toContain("\nReadWritePaths=/run/nut\n");
  });

  it("have one for each driver, which may open serial ports", () => {
    const text = unit("nut-driver@.service");
    expect(text).toContain(" driver -FF start %I\n");
    expect(text).toContain("\nSupplementaryGroups=dialout\n");
    expect(text).toContain("\nDeviceAllow=char-* rw\n");
  });

  it("leave upsmon the rights to shut the machine down", () => {
    const text = unit("nut-monitor.service");
    expect(text).not.toMatch(/^(User|NoNewPrivileges|PrivateDevices)=/m);
    expect(text).not.toMatch(/^CapabilityBoundingSet=(?!~)|CAP_SYS_BOOT|CAP_KILL|CAP_SETUID/m);
    expect(text).toContain("\nAlias=nut-client.service upsmon.service\n");
  });

  it.each(["nut-server.service", "nut-driver@.service", "nut-monitor.service"])(
    "say by a watchdog that %s lives",
    (name) => {
      expect(unit(name)).toMatch(/\nType=notify\nNotifyAccess=all\n/);
      expect(unit(name)).toMatch(/\nWatchdogSec=\d+\n/);
    },
  );

  it.each([
    ["nut-server.service", "none|netclient"],
    ["nut-driver@.service", "none|netclient"],
    ["nut-monitor.service", "none"],
  ])("skip %s where MODE is %s", (name, modes) => {
    expect(unit(name)).toContain(`\nExecCondition=/bin/sh -c 'case "$$MODE" in ${modes}) exit 1;; esac'\n`);
  });

  it.each([
    ["nut-server.service", "HUP"],
    ["nut-driver@.service", "USR1"],
    ["nut-monitor.service", "HUP"],
  ])("have %s reloaded by the shell, as a small Debian has no /bin/kill", (name, signal) => {
    expect(unit(name)).toContain(`\nExecReload=/bin/sh -c 'kill -${signal} $$MAINPID'\n`);
  });

  it("watch ups.conf", () => {
    expect(unit("nut-driver-enumerator.path")).toContain("\nPathChanged=/etc/nut/ups.conf\n");
    const follow = unit("nut-driver-enumerator.service");
    expect(follow).toContain("/bin/run.js service drivers\n");
    expect(follow).toContain("\nConditionPathExists=/etc/nut/ups.conf\n");
  });

  it("see a Node that lies in somebody's home, and the plan says that it does", () => {
    const site = siteOf(DEBIAN, { program: ["/root/.nvm/bin/node", "/usr/lib/nutts/bin/run.js"] });
    expect(unit("nut-server.service", site)).toContain("\nProtectHome=read-only\n");
    expect(planService(site).notes.join()).toContain("/root/.nvm/bin/node lies in somebody's home");
    expect(unit("nut-server.service")).toContain("\nProtectHome=yes\n");
  });
});

describe("the plan of a systemd machine", () => {
  const { steps } = planService(siteOf(DEBIAN));

  it("writes files before it reloads, and starts last", () => {
    expect(commands(steps)).toEqual([
      "systemd-tmpfiles --create nutts.conf",
      "systemctl daemon-reload",
      expect.stringMatching(
        /^systemctl enable nut.target .*nut-driver@eaton.service nut-driver@the\\x20garage.service$/,
      ),
      expect.stringMatching(/^systemctl start .* nut.target$/),
    ]);
    const last = steps.findLastIndex(({ kind }) => kind === "file");
    expect(commands(steps.slice(0, last))).toEqual([]);
  });

  it("restarts where one of them runs already", () => {
    const running = new Set(["nut-server.service"]);
    const again = planService(siteOf(DEBIAN, {}, { active: running, running })).steps;
    expect(commands(again).at(-1)).toMatch(/^systemctl restart .* nut.target$/);
  });

  it("stops on the way back what it has started, and no unit that is not there", () => {
    const undo = steps.flatMap((step) => (step.kind === "run" && step.undo ? [step.undo.join(" ")] : []));
    expect(undo).toContainEqual(expect.stringMatching(/^systemctl stop nut-monitor.service .*nut-server.service/));
    expect(undo.join()).not.toContain("nutts.service");
  });

  it("enables and starts what the package for Debian has brought, and writes none of it again", () => {
    const program = ["/usr/lib/nutts/bin/node", "/usr/lib/nutts/nutts/bin/run.js"] as const;
    const packaged = planService(siteOf(DEBIAN, { program }, { paths: ["/usr/bin/udevadm"] })).steps;
    expect([...files(packaged).keys()]).toEqual([]);
    expect(commands(packaged)).toEqual(commands(steps));
    const one = planService(siteOf(DEBIAN, { program, kind: "one" })).steps;
    expect([...files(one).keys()]).toContain(`${FOLDER}/nutts.service`);
  });

  it("makes the user where there is none", () => {
    const site = siteOf(
      DEBIAN,
      {},
      { users: new Set(), groups: new Set(), paths: ["/usr/sbin/useradd", "/usr/sbin/nologin"] },
    );
    expect(commands(planService(site).steps).slice(0, 2)).toEqual([
      "groupadd --system nut",
      "useradd --system --gid nut --home-dir /run/nut --no-create-home --shell /usr/sbin/nologin nut",
    ]);
  });

  it("gives UPSes that are plugged in to their group", () => {
    const site = siteOf(DEBIAN, {}, { paths: ["/usr/bin/udevadm"], pluggedIn: ["/sys/bus/usb/devices/1-1"] });
    expect(commands(planService(site).steps)).toContain("udevadm trigger --action=add /sys/bus/usb/devices/1-1");
  });

  it("starts again what ran before when it is undone", () => {
    const site = siteOf(
      DEBIAN,
      {},
      { active: new Set(["nut-server.service"]), enabled: new Set(["nut-server.service"]) },
    );
    const undo = planService(site).steps.flatMap((step) => (step.kind === "undo" ? [step.argv.join(" ")] : []));
    expect([...undo].reverse()).toEqual([
      "systemctl daemon-reload",
      "systemctl enable nut-server.service",
      "systemctl start nut-server.service",
    ]);
  });

  it("installs neither rules nor hook on a machine that follows another", () => {
    const paths = [...files(planService(siteOf(DEBIAN, { mode: "netclient" })).steps).keys()];
    expect(paths.filter((path) => /udev|shutdown/.test(path))).toEqual([]);
    expect(paths).toContain(`${FOLDER}/nut-monitor.service`);
  });

  it("has drivers and server in one unit with the layout of that name", () => {
    const site = siteOf(
      DEBIAN,
      { kind: "one" },
      { running: new Set(["nut-server.service", "nut-driver@eaton.service"]) },
    );
    const plan = planService(site);
    expect(commands(plan.steps)[0]).toBe("systemctl stop nut-server.service nut-driver@eaton.service");
    expect(files(plan.steps).get(`${FOLDER}/nutts.service`)).toContain("/bin/run.js up --no-upsmon\n");
    expect([...files(plan.steps).keys()].filter((path) => /nut-(driver|server)/.test(path))).toEqual([]);
  });

  it("takes one driver over, before the template of the C project, and leaves all else as it is", () => {
    const active = new Set(["nut-driver@eaton.service", "nut-driver@the\\x20garage.service", "nut-server.service"]);
    const site = siteOf(DEBIAN, { parts: ["driver:the garage"] }, { active, running: active });
    const { steps } = planService(site);
    const [tmpfiles, ...units] = [...files(steps).keys()].filter((path) => !path.includes("udev"));
    expect([tmpfiles, units]).toEqual(["/etc/tmpfiles.d/nutts.conf", [`${FOLDER}/nut-driver@the\\x20garage.service`]]);
    expect(files(steps).get(units[0] ?? "")).toContain(" driver -FF start %I\n");
    expect(commands(steps).filter((line) => line.startsWith("systemctl"))).toEqual([
      "systemctl daemon-reload",
      "systemctl restart nut-driver@the\\x20garage.service",
    ]);
  });

  it("starts at boot what it takes over where the C project did not run it", () => {
    const { steps } = planService(siteOf(DEBIAN, { parts: ["upsd", "upsmon"] }));
    expect(commands(steps)).toContain("systemctl enable nut-server.service nut-monitor.service");
    expect([...files(steps).keys()].filter((path) => /udev|system-shutdown|target|enumerator/.test(path))).toEqual([]);
  });

  it("hints at the firewall that is there, for a server of others", () => {
    const paths = ["/usr/sbin/ufw"];
    expect(planService(siteOf(DEBIAN, {}, { paths })).notes.join()).toContain("ufw allow");
    expect(planService(siteOf(DEBIAN, { mode: "standalone" }, { paths })).notes.join()).not.toContain("ufw");
  });

  it("says in a container what its command is", () => {
    const site = siteOf({ ...DEBIAN, "/.dockerenv": "" });
    expect(() => planService(site)).toThrow(/nutts up[\s\S]*--device-cgroup-rule='c 189:\* rmw'/);
  });
});

describe("names of instances", () => {
  it("are what systemd-escape makes", () => {
    expect(escapeInstance("my ups-1/a.b")).toBe("my\\x20ups\\x2d1-a.b");
    expect(escapeInstance(".hidden")).toBe("\\x2ehidden");
    expect(escapeInstance("größe")).toBe("gr\\xc3\\xb6\\xc3\\x9fe");
  });

  it("come back as they were", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => unescapeInstance(escapeInstance(name)) === name));
  });

  it("and words of commands say themselves, whatever systemd would read into them", () => {
    expect(execWord("/opt/50%/$HOME")).toBe("/opt/50%%/$$HOME");
    expect(execWord('/opt/my "node"')).toBe('"/opt/my \\"node\\""');
  });
});

describe("the drivers after a change of ups.conf", () => {
  const lines = (...given: Parameters<typeof followUpses>) =>
    followUpses(...given).commands.map((argv) => argv.join(" "));

  it("come, go, and read it again", () => {
    expect(
      lines({ upsnames: ["old", "new"], broken: false }, ["nut-driver@old.service", "nut-driver@gone.service"]),
    ).toEqual([
      "systemctl disable --now --no-block nut-driver@gone.service",
      "systemctl enable --now --no-block nut-driver@new.service",
      "systemctl reload-or-restart --no-block nut-driver@old.service",
      "systemctl try-reload-or-restart --no-block nut-server.service",
    ]);
  });

  it("stay where an error in the file may hide their section", () => {
    const followed = followUpses({ upsnames: [], broken: true }, ["nut-driver@old.service"]);
    expect(followed.spared).toEqual(["nut-driver@old.service"]);
    expect(followed.commands.map((argv) => argv[1])).toEqual(["try-reload-or-restart"]);
  });
});

it("a layout whose UPSes are none says how they are found", () => {
  expect(planService(siteOf(DEBIAN, { ...LAYOUT, upsnames: [] })).notes.join()).toContain("nutts scanner --write");
});
