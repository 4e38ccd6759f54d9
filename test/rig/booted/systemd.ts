/** Debian with systemd: from `nutts init` to a machine that goes down with its UPS and comes back. The scenarios build on each other. */

import type { Scenario } from "../suite/judge.ts";
import { box } from "./box.ts";
import { expect } from "./cycle.ts";
import type { House } from "./house.ts";

interface Look {
  readonly row: string;
  readonly state: string;
  readonly text: string;
}

const UNITS = ["nut-driver@ups.service", "nut-server.service", "nut-monitor.service"];
const ALL = UNITS.join(" ");
const ACTIVE = /^(active\n){2}active$/;

/** The main process of each, in their order. */
const pids = async ({ guest }: House): Promise<readonly string[]> =>
  (await guest.run(`systemctl show --property=MainPID --value ${ALL}`)).split("\n").filter(Boolean);

async function init(house: House): Promise<string> {
  const began = house.now;
  const told = await box(house);
  const files = await house.guest.run("cd /etc/nut && stat -c '%a %U:%G %n' *.conf upsd.users");
  expect("the files", files, /^(640 root:nut \S+\n){4}640 root:nut upsd\.users$/);
  expect("the services", await house.guest.run(`systemctl is-active ${ALL}`), ACTIVE);
  return `${(house.now - began).toFixed(0)} s; ${told.sentence}`;
}

/** What udev itself makes of our file: without `udevadm verify` it says so when the rules are run for the UPS. */
async function node({ guest }: House): Promise<string> {
  const at = await guest.run("grep -l 0463 /sys/bus/usb/devices/*/idVendor | xargs dirname");
  const stat = await guest.run(`. ${at}/uevent; stat -c '%a %U:%G' /dev/$DEVNAME`);
  expect("the node of the UPS", stat, /^660 root:nut$/);
  const rules = "/etc/udev/rules.d/62-nutts-usbups.rules";
  const verified = await guest.ask("udevadm verify --help >/dev/null 2>&1");
  if (verified.status === 0) await guest.run(`udevadm verify ${rules}`);
  const said = await guest.run(`udevadm test --action=add ${at} 2>&1`);
  expect("what udev did", said, /62-nutts-usbups\.rules:\d+ (GROUP \d+|MODE 0660)/);
  const wrong = said
    .split("\n")
    .filter((line) => /nutts-usbups\.rules/.test(line) && /nvalid|rror|nknown|gnor/.test(line));
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
  return verified.status === 0 ? "udevadm verify" : "udevadm test: this udev has no verify";
}

async function upsc({ guest }: House): Promise<undefined> {
  const said = await guest.run("nutts upsc ups");
  for (const line of ["battery.charge: 100", "device.model: Ellipse PRO 650", "ups.status: OL"])
    if (!said.split("\n").includes(line)) throw new Error(`upsc lacks ${line}:\n${said}`);
  return undefined;
}

async function doctor({ guest }: House): Promise<string> {
  const { status, text } = await guest.ask("nutts doctor --json 2>/root/doctor.log");
  const said = JSON.parse(text) as {
    readonly looks: readonly Look[];
    readonly verdict: { readonly kind: string; readonly sentence: string };
  };
  const bad = said.looks.filter(({ state }) => state === "wrong").map(({ row, text }) => `${row}: ${text}`);
  if (status !== 0 || said.verdict.kind !== "protected" || bad.length > 0)
    throw new Error([`status ${status}`, said.verdict.sentence, ...bad].join("\n"));
  return said.verdict.sentence;
}

/** Each has a new process and is active again. */
async function restarted(house: House, seconds: number, harm: () => Promise<unknown>): Promise<string> {
  const before = await pids(house);
  const began = house.now;
  await harm();
  const old = new RegExp(`^(${before.join("|")})$`, "m");
  for (;;) {
    const now = await pids(house);
    const states = await house.guest.ask(`systemctl is-active ${ALL}`);
    if (ACTIVE.test(states.text) && now.length === before.length && !old.test(now.join("\n"))) break;
    if (house.now - began > seconds) throw new Error(`${before.join(" ")} were, ${now.join(" ")} are:\n${states.text}`);
  }
  await house.guest.until("nutts upsc ups ups.status", /^OL$/);
  await house.guest.until("nutts upsmon --health", /^protected: watching 1 UPS/);
  return `${(house.now - began).toFixed(0)} s`;
}

const DROPINS = ["nut-driver@", "nut-server", "nut-monitor"].map((name) => `/run/systemd/system/${name}.service.d`);

/** Started again they have a shorter watchdog, that nobody waits for it in the next scenario. */
async function killed(house: House): Promise<string> {
  const { guest } = house;
  const shorter = DROPINS.map(
    (folder) => `mkdir -p ${folder}; printf '[Service]\\nWatchdogSec=20\\n' >${folder}/rig.conf`,
  );
  await guest.run([...shorter, "systemctl daemon-reload"].join("\n"));
  return restarted(house, 240, () => guest.run(UNITS.map((unit) => `systemctl kill -s KILL ${unit}`).join("; ")));
}

/** A process that is stopped says nothing to systemd any more. */
async function hung(house: House): Promise<string> {
  const { guest } = house;
  const took = await restarted(house, 240, () =>
    guest.run(UNITS.map((unit) => `systemctl kill --kill-whom=main -s STOP ${unit}`).join("; ")),
  );
  for (const unit of UNITS)
    expect(`the journal of ${unit}`, await guest.run(`journalctl --no-pager -u ${unit}`), /Watchdog timeout/);
  await guest.run([...DROPINS.map((folder) => `rm -r ${folder}`), "systemctl daemon-reload"].join("\n"));
  return took;
}

async function stopped({ guest }: House): Promise<undefined> {
  await guest.run("systemctl stop nut.target");
  await guest.until(`systemctl is-active ${ALL}`, /^(inactive\n){2}inactive$/);
  expect("processes", (await guest.ask("rig-pgrep 'nutts: |bin/run.js'")).text, /^$/);
  await guest.run("systemctl start nut-server");
  expect("what nut-server brings up", (await guest.ask(`systemctl is-active ${ALL}`)).text, /^active\nactive\n/);
  await guest.run("systemctl start nut.target");
  await guest.until(`systemctl is-active ${ALL}`, ACTIVE);
  await guest.until("nutts upsc ups ups.status", /^OL$/);
  return undefined;
}

async function changed({ guest }: House): Promise<undefined> {
  await guest.run("printf 'ups.status: OL\\n' >/etc/nut/play.dev; cp /etc/nut/ups.conf /root/ups.conf");
  await guest.run("printf '[play]\\n driver = dummy-ups\\n port = play.dev\\n' >>/etc/nut/ups.conf");
  await guest.until("nutts upsc play ups.status", /^OL$/);
  await guest.run("cat /root/ups.conf >/etc/nut/ups.conf");
  await guest.until("nutts upsc -l", /^ups$/);
  await guest.until("systemctl is-active nut-driver@play", /^inactive$/);
  await guest.until("nutts upsc ups ups.status", /^OL$/);
  return undefined;
}

async function command({ guest }: House): Promise<undefined> {
  await guest.until(`systemctl is-active ${ALL}`, ACTIVE);
  const status = JSON.parse(await guest.run("nutts service status --json")) as readonly {
    readonly service: string;
    readonly state: string;
    readonly atBoot: boolean;
  }[];
  const seen = status
    .map(({ service, state, atBoot }) => `${service} ${state} ${atBoot}`)
    .sort()
    .join("\n");
  if (
    seen !==
    [...UNITS]
      .sort()
      .map((unit) => `${unit} running true`)
      .join("\n")
  )
    throw new Error(seen);
  expect("the log", await guest.run("nutts service logs -n 200"), /nut-monitor\[\d+\]/);
  await guest.run("nutts service remove -y");
  expect(
    "what is left",
    (
      await guest.ask(
        "ls /etc/systemd/system/nut* /etc/udev/rules.d/*nutts* /usr/lib/systemd/system-shutdown/nutshutdown 2>/dev/null",
      )
    ).text,
    /^$/,
  );
  expect("what runs", (await guest.ask("rig-pgrep 'nutts: |bin/run.js'")).text, /^$/);
  expect("status", (await guest.ask("nutts service status")).text, /no services|does not run|not installed/i);
  await guest.run("nutts service install -y");
  await guest.until(`systemctl is-active ${ALL}`, ACTIVE);
  await guest.until("nutts upsc ups ups.status", /^OL$/);
  return undefined;
}

export const systemd = (house: House): readonly Scenario[] => [
  { name: "systemd: init without a question, to a machine that is protected", run: () => init(house) },
  { name: "systemd: the node of the UPS is the group's, by the udev rule", run: () => node(house) },
  { name: "systemd: upsc reads the UPS", run: () => upsc(house) },
  { name: "systemd: doctor finds it protected, and nothing wrong", run: () => doctor(house) },
  { name: "systemd: each daemon that is killed is started again", run: () => killed(house) },
  { name: "systemd: each daemon that hangs is started again by the watchdog", run: () => hung(house) },
  { name: "systemd: stopped, started by nut-server, started whole", run: () => stopped(house) },
  { name: "systemd: a section that comes to ups.conf and goes", run: () => changed(house) },
  { name: "systemd: service status, logs, remove, install", run: () => command(house) },
];
