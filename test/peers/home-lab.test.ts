/**
 * The plan of docs/home-lab.md for real: four machines in network namespaces, the C upsmon as the Synology, stand-ins for Proxmox VE
 * and for network cards that are woken. Its files are those of the page; only names, paths and waits are of the test.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { RUN_JS } from "../process/daemon.ts";
import { until } from "../sim/machine/started.ts";
import { hasNamespaces, LabNetwork } from "./lab/network.ts";
import { describePeers, NOBODY } from "./peer.ts";

const PLAN = new URL("../../docs/home-lab/", import.meta.url);
const MACHINE = new URL("./lab/machine.mjs", import.meta.url).pathname;
const NAS = ["00:11:32:aa:bb:cc", "10.77.0.2"];
const PVE = ["a0:36:9f:dd:ee:ff", "10.77.0.3"];

let folder: string;
let network: LabNetwork;
const at = (...names: readonly string[]): string => join(folder, ...names);
const write = (name: string, text: string, mode = 0o640): void => writeFileSync(at(name), text, { mode });
const lines = (name: string): readonly string[] =>
  existsSync(at(name)) ? readFileSync(at(name), "utf8").trim().split("\n") : [];
/** What happened, without times. */
const deeds = (name: string): readonly string[] => lines(name).map((line) => line.replace(/^\d+ /, ""));
const timeOf = (name: string, deed: string): number =>
  Number(
    lines(name)
      .findLast((line) => line.endsWith(` ${deed}`))
      ?.split(" ")[0] ?? Number.NaN,
  );

type Pair = readonly [from: string, to: string];

function replaced(text: string, pairs: readonly Pair[]): string {
  return pairs.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`the plan has no ${from}`);
    return all.replaceAll(from, to);
  }, text);
}

const nutts = `${process.execPath} ${RUN_JS}`;

/** What is changed in the files of the plan. */
const changes = (): Readonly<Record<string, readonly Pair[]>> => ({
  "ups.conf": [
    ["usbhid-ups", "dummy-ups"],
    ["port = auto\n\tondelay = 120", "port = rack.dev"],
    ["# One UPS", "pollinterval = 1\n# One UPS"],
  ],
  "upsmon.conf": [
    ["/usr/bin/nutts", nutts],
    ["/sbin/shutdown -h +0", `echo down >> ${at("pi.log")}`],
    ["/etc/killpower", at("killpower")],
    ["/var/lib/nut/", `${folder}/`],
    ["NOTIFYCMD", "POLLFREQ 1\nPOLLFREQALERT 1\nFINALDELAY 0\nHOSTSYNC 10\nRUN_AS_USER root\nNOTIFYCMD"],
  ],
  "upssched.conf": [
    ["/usr/bin/nutts", nutts],
    ["/run/nut/", `${folder}/`],
  ],
  "upssched-cmd.conf": [
    ["nas.lan", "10.77.0.2"],
    ["pve.lan", "10.77.0.3"],
    ["/etc/nut/", `${folder}/`],
    ["WAKEAFTER 120", "WAKEAFTER 2"],
    ["timeout = 300", "timeout = 120"],
  ],
});

function writePlan(): void {
  const wanted = changes();
  for (const name of readdirSync(PLAN)) {
    const text = readFileSync(new URL(name, PLAN), "utf8");
    write(name, replaced(text, wanted[name] ?? []));
  }
  write("pve.token", "nut@pve!nut=secret\n");
}

function certificate(): void {
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const subject = ["-subj", "/CN=pve", "-addext", "subjectAltName=IP:10.77.0.3"];
  const { status } = spawnSync("openssl", [
    ...words,
    ...subject,
    "-keyout",
    at("pve.key"),
    "-out",
    at("pve-root-ca.pem"),
  ]);
  if (status !== 0) throw new Error("openssl makes no certificate");
}

const rack = (status: string, charge: number, runtime: number): void =>
  write("rack.dev", `ups.status: ${status}\nbattery.charge: ${charge}\nbattery.runtime: ${runtime}\n`);

function startPi() {
  const names = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"];
  const env = { ...process.env, ...Object.fromEntries(names.map((name) => [name, folder])) };
  return network.start("pi", env, process.execPath, RUN_JS, "up", "--no-web", "-u", "root");
}

/** The Synology: a C upsmon, whose shutdown ends its machine. That takes its time: it is still seen by who remembers it. */
function startNas(upsmon: string, machine: number) {
  mkdirSync(at("nas"));
  const remembered = `until [ -e ${at("outage", "host-nas-leaves.json")} ]; do sleep 0.1; done`;
  const shutdown = `echo down >> ${at("nas.down")}; ${remembered}; kill -USR2 ${machine}`;
  write(
    "nas/upsmon.conf",
    `MONITOR ups@10.77.0.1 1 monuser secret slave\nSHUTDOWNCMD "${shutdown}"\nPOLLFREQ 1\nPOLLFREQALERT 1\nFINALDELAY 0\n`,
  );
  const env = { ...process.env, NUT_CONFPATH: at("nas"), NUT_STATEPATH: at("nas"), NUT_ALTPIDPATH: at("nas") };
  return network.start("nas", env, upsmon, "-D", "-p", "-P", NOBODY);
}

if (!hasNamespaces()) {
  describe("the plan of a home lab, for real", () => {
    it.skip("needs root and network namespaces, which this kernel or this user has not", () => undefined);
  });
} else {
  describePeers("the plan of a home lab, for real", ["upsmon", "openssl"], ({ upsmon }) => {
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "nutts-lab-"));
      network = new LabNetwork("pi", "nas", "pve");
      certificate();
      writePlan();
      rack("OL", 100, 2400);
    });
    afterEach(async () => {
      await network.clear();
      rmSync(folder, { recursive: true, force: true });
    });

    it("has everybody leave at their time, and brings them back in order when the battery is charged", async () => {
      const nas = network.start("nas", process.env, process.execPath, MACHINE, at("nas.log"), ...NAS);
      const pve = [at("pve.log"), ...PVE, at("pve.key"), at("pve-root-ca.pem")];
      network.start("pve", process.env, process.execPath, MACHINE, ...pve);
      await until("both machines", () => deeds("nas.log").includes("up") && deeds("pve.log").includes("up"));
      const first = startPi();
      await first.says(/Listening|serving|listening/i);
      startNas(upsmon, nas.pid ?? 0);
      await until("the login of the NAS", () =>
        /monuser@10\.77\.0\.2 logged into UPS \[(nas|ups)\]/.test(first.out + first.err),
      );

      rack("OB DISCHRG", 90, 2000);
      rack("OB DISCHRG", 79, 1800);
      await until("the NAS to be down", () => deeds("nas.down").includes("down"));
      expect(deeds("pve.log")).toEqual(["up"]);

      rack("OB DISCHRG", 40, 590);
      await until("the hypervisor to be off", () => deeds("pve.log").includes("off"));
      const order = deeds("pve.log").slice(1);
      expect([order[0], order.slice(1, 3).toSorted(), order[3], order[4]]).toEqual([
        "guest db",
        ["guest mail", "guest web"],
        "guest dns",
        "off",
      ]);
      expect(lines("pi.log")).toEqual([]);

      rack("OB DISCHRG LB", 15, 200);
      await until("this machine to go down", () => lines("pi.log").includes("down"));
      await network.cutPower("pi");
      await first.ended;

      rack("OL CHRG", 30, 700);
      const second = startPi();
      await second.says(/Listening|serving|listening/i);
      await new Promise((resolve) => setTimeout(resolve, 6000));
      expect([deeds("nas.log"), deeds("pve.log").at(-1)]).toEqual([["up"], "off"]);

      rack("OL CHRG", 60, 1500);
      // A host that has only just gone down is given two minutes to be really off.
      const isUp = (name: string) => async (): Promise<boolean> => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return deeds(name).filter((deed) => deed === "up").length === 2;
      };
      for (const name of ["nas.log", "pve.log"])
        await until(`${name} to be up`, isUp(name)).catch(() => until(`${name} to be up at last`, isUp(name)));
      expect(timeOf("nas.log", "up")).toBeLessThan(timeOf("pve.log", "up"));
    }, 400_000);
  });
}
