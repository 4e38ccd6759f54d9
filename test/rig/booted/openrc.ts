/** A machine with OpenRC as its init, which calls itself Alpine: Debian has openrc-init, and the services that Alpine has besides are the image's. */
import type { Scenario } from "../suite/judge.ts";
import { box } from "./box.ts";
import { expect } from "./cycle.ts";
import type { House } from "./house.ts";

const UPSD = "rc-service nut-upsd status";
const UPSMON = "rc-service nut-upsmon status";
const STARTED = /status: started/;

async function init(house: House): Promise<string> {
  const told = await box(house);
  for (const status of [UPSD, UPSMON]) expect(status, await house.guest.run(status), STARTED);
  return told.sentence;
}

async function reads({ guest }: House): Promise<undefined> {
  expect("ups.status", await guest.until("nutts upsc ups ups.status", /OL/), /^OL/m);
  expect("PID 1", await guest.run("readlink /proc/1/exe; cat /proc/1/comm"), /openrc-init/);
  return undefined;
}

/** The driver's own. */
const OFFDELAY_S = 20;

/** The processes that do the work, without their supervisors. */
const PIDS = "rig-pgrep '^nutts: (upsd|upsmon)'";

async function killed(house: House): Promise<string> {
  const { guest } = house;
  const before = (await guest.run(PIDS)).split("\n");
  if (before.length !== 3) throw new Error(before.join(" "));
  const began = house.now;
  await guest.run(`kill -KILL ${before.join(" ")}`);
  await guest.until(
    `nutts upsc ups ups.status; nutts upsmon --health; ${PIDS}`,
    /^OL\nprotected: watching 1 UPS\n\d+\n\d+\n\d+$/,
  );
  const after = (await guest.run(PIDS)).split("\n");
  const same = after.filter((pid) => before.includes(pid));
  if (same.length > 0) throw new Error(`${same.join(" ")} is still there`);
  return `${(house.now - began).toFixed(0)} s`;
}

async function stopped({ guest }: House): Promise<undefined> {
  await guest.run("rc-service nut-upsmon stop; rc-service nut-upsd stop");
  expect("what runs", (await guest.ask("rig-pgrep 'nutts: |bin/run.js'")).text, /^$/);
  await guest.run("rc-service nut-upsd start; rc-service nut-upsmon start");
  await guest.until("nutts upsmon --health", /^protected: watching 1 UPS/);
  return undefined;
}

/** upsmon may not tell the UPS, so that it is left to the last script. */
async function off(house: House): Promise<string> {
  const { guest } = house;
  await guest.run("sed -i '/instcmds = shutdown.return/d' /etc/nut/upsd.users; rc-service nut-upsd reload");
  const outage = await house.outage();
  if (outage.how !== "guest-shutdown") throw new Error(outage.how);
  const orders = outage.orders.map(({ seconds }) => seconds).filter((seconds) => seconds > 0);
  if (orders.join() !== String(OFFDELAY_S)) throw new Error(`nut-powerfail did not tell the UPS: ${orders.join(", ")}`);
  return `${outage.how} after ${outage.seconds.toFixed(0)} s`;
}

export const openrc = (house: House): readonly Scenario[] => [
  { name: "OpenRC: init without a question, to a machine that is protected", run: () => init(house) },
  { name: "OpenRC: upsc reads the UPS", run: () => reads(house) },
  { name: "OpenRC: upsd and upsmon that are killed are started again", run: () => killed(house) },
  { name: "OpenRC: stopped and started", run: () => stopped(house) },
  { name: "OpenRC: the mains fail: off, and nut-powerfail tells the UPS", run: () => off(house) },
];
