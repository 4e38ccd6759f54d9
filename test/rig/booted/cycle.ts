/** Power failures of a machine that is protected, each to its end, and what is so when the machine is back. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../suite/judge.ts";
import { box } from "./box.ts";
import type { House, Order, Outage } from "./house.ts";

const FLAG = "/etc/killpower";
const HOOK = "/usr/lib/systemd/system-shutdown/nutshutdown";
const MAGIC = /^upsmon-shutdown-file$/;
/** What upsmon asks for where nothing was measured yet, and what the hook orders: `offdelay` of ups.conf. */
const TOLD_S = 120;
const HOOK_S = 15;

export function expect(what: string, text: string, wanted: RegExp): void {
  if (!wanted.test(text)) throw new Error(`${what} is not ${String(wanted)}:\n${text}`);
}

const told = ({ how, orders, seconds }: Outage): string =>
  `${how} after ${seconds.toFixed(0)} s, orders: ${orders.map(({ seconds: off, startSeconds }) => `off in ${off}, on in ${startSeconds}`).join("; ") || "none"}`;

function ended(outage: Outage, how: Outage["how"]): void {
  if (outage.how !== how) throw new Error(`not ${how}: ${told(outage)}`);
}

/** A file of the machine that is off. */
const onDisk = (house: House, path: string): string =>
  execFileSync("debugfs", ["-R", `cat ${path}`, house.disk], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** What upsmon and the rest of NUT said before the machine was off. */
function lastWords({ disk, folder }: House): string {
  const journal = join(folder, "journal");
  rmSync(journal, { recursive: true, force: true });
  mkdirSync(journal);
  execFileSync("debugfs", ["-R", `rdump /var/log/journal ${journal}`, disk], { stdio: "ignore" });
  const args = [
    "--directory",
    join(journal, "journal"),
    "--no-pager",
    "-o",
    "short-precise",
    "-n",
    "60",
    "-u",
    "nut-*",
  ];
  return execFileSync("journalctl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** Lines at the end of upsmon.conf in place of those of an earlier scenario. */
const settings = (...lines: readonly string[]): string =>
  [
    "[ -e /root/upsmon.conf ] || cp /etc/nut/upsmon.conf /root/upsmon.conf",
    "cp /root/upsmon.conf /etc/nut/upsmon.conf",
    `cat >>/etc/nut/upsmon.conf <<'END'\n${lines.join("\n")}\nEND`,
    "systemctl restart nut-monitor",
  ].join("\n");

const guarded = async ({ guest }: House): Promise<string> => {
  await guest.until("systemctl is-active nut-monitor", /^active$/);
  await guest.until("nutts upsmon --health", /^protected: watching 1 UPS/);
  return guest.run("nutts upsc ups ups.status");
};

/** The machine is on again: what it says of the shutdown, and that it is watched over as before. */
async function back(house: House, report: RegExp): Promise<string> {
  await house.on();
  const { guest } = house;
  expect("ups.status", await guarded(house), /^OL/);
  expect("the flag", (await guest.ask(`ls ${FLAG}`)).text, /No such file/);
  const log = await guest.until("journalctl --no-pager -o cat -b -u nut-monitor", report);
  return log.split("\n").find((line) => report.test(line)) ?? "";
}

/** What upsmon, systemd and the hook said, in their order. */
async function inOrder({ guest }: House, ...wanted: readonly RegExp[]): Promise<void> {
  const lines = (await guest.run("journalctl --no-pager -o cat -b -1")).split("\n");
  let from = 0;
  for (const one of wanted) {
    const at = lines.findIndex((line, nth) => nth >= from && one.test(line));
    if (at < 0)
      throw new Error(`the journal has no ${String(one)} behind line ${from}:\n${lines.slice(-60).join("\n")}`);
    from = at + 1;
  }
}

/** One order that takes the power away, and it is this one. */
function ordered(house: House, outage: Outage, seconds: number): Order {
  const [order, more] = outage.orders.filter(({ seconds: off }) => off > 0);
  if (order?.seconds !== seconds || more !== undefined)
    throw new Error(`not off in ${seconds}: ${told(outage)}\n${lastWords(house)}`);
  return order;
}

/** As init has set it up: the UPS is told through its driver, the machine powers off, and the late hook leaves the UPS as it is. */
async function wholeWay(house: House): Promise<string> {
  const { sentence } = await box(house);
  await guarded(house);
  const outage = await house.outage();
  ended(outage, "guest-shutdown");
  ordered(house, outage, TOLD_S);
  expect("POWERDOWNFLAG", onDisk(house, FLAG), MAGIC);
  house.powerComesBack();
  const line = await back(house, /back after a shutdown.*told to go off and on again: ups@localhost/);
  await inOrder(
    house,
    /on battery/,
    /low/i,
    /FSD|forced shutdown/i,
    /Stopp(ed|ing).*Network UPS Tools|Stopped target.*Network UPS/,
    /System Power Off|Power-Off/i,
  );
  return `${sentence} ${told(outage)}; ${line}`;
}

const NOT_TOLD = "sed -i '/instcmds = shutdown.return/d' /etc/nut/upsd.users; systemctl reload nut-server";

/** No hook, as in a container, and a machine that halts and stays on: only the UPS ends it. */
async function cut(house: House): Promise<string> {
  const { guest } = house;
  await guest.run(`chmod -x ${HOOK}`);
  await guest.run(settings('SHUTDOWNCMD "/sbin/shutdown -H +0"', "SHUTDOWNTIME 45"));
  await guarded(house);
  const outage = await house.outage();
  ended(outage, "cut");
  const order = ordered(house, outage, 60);
  const waited = outage.endedAt - order.at;
  if (waited < 59) throw new Error(`the power was there for ${waited} s only`);
  if (!house.console.includes("System halted")) throw new Error("the machine was not down when its power went");
  house.powerComesBack();
  return `${told(outage)}; ${waited.toFixed(0)} s after the order`;
}

/** The UPS cannot be told, and the mains are back before SHUTDOWNCMD. */
async function race(house: House): Promise<string> {
  const { guest } = house;
  await guest.run(NOT_TOLD);
  await guest.run(settings("FINALDELAY 30"));
  await guarded(house);
  const outage = await house.outage(async () => {
    // A client would take longer to start than the machine takes to go down, where much else is running.
    await guest.until("journalctl --no-pager -o cat -b -u nut-server", /set FSD on UPS \[ups\]/);
    house.mainsReturn();
  });
  ended(outage, "guest-reset");
  house.powerComesBack();
  return told(outage);
}

/** The mains come back after the last script has told the UPS, which goes on as if nothing had been. */
async function lateRace(house: House): Promise<string> {
  const { guest } = house;
  const hook = `chmod +x ${HOOK}; echo POWEROFF_WAIT=5 >>/etc/nut/nut.conf`;
  await guest.run(`${hook}; sed -i 's/ondelay.*/&\\n\\toffdelay = ${HOOK_S}/' /etc/nut/ups.conf`);
  await guest.run(settings());
  await guest.until("nutts upsc ups ups.delay.shutdown", new RegExp(`^${HOOK_S}$`));
  await guarded(house);
  house.deaf = true;
  const outage = await house.outage();
  house.deaf = false;
  ended(outage, "guest-reset");
  ordered(house, outage, HOOK_S);
  house.powerComesBack();
  return told(outage);
}

export const power = (house: House): readonly Scenario[] => [
  {
    name: "power: from the box to a machine that is protected; the mains fail, it goes off in order, and is back and guarded",
    run: () => wholeWay(house),
  },
  {
    name: "power: the UPS, told through its driver, cuts the power of a halted machine after the delay",
    run: () => cut(house),
  },
  {
    name: "power: it gives the power back, and the machine is guarded",
    run: () => back(house, /back after a shutdown/),
  },
  {
    name: "power: mains that are back before the end, with a UPS that cannot be told: a restart",
    run: () => race(house),
  },
  { name: "power: back from the restart", run: () => back(house, /back after a shutdown/) },
  { name: "power: mains that are back after the last script: a restart", run: () => lateRace(house) },
  { name: "power: back from the last script's restart", run: () => back(house, /back after a shutdown/) },
];
