/** Hosts of upssched-cmd.conf beside each other, beside upssched.conf and beside this machine. */

import type { Host } from "../../../hosts/hosts-conf.ts";
import { durationText } from "../../../nut/duration-text.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";
import { readSections } from "../sections.ts";
import { isThisMachine } from "../this-host.ts";
import { isOurScript } from "../timers/called-names.ts";
import { calledNames, callsUpssched } from "../timers/find.ts";

const FILE = "upssched-cmd.conf";

export const hostsOf = ({ files }: CheckInput): readonly Host[] => confOf(files.upsschedCmd)?.hosts ?? [];

export function sectionOf({ files: { upsschedCmd } }: CheckInput, name: string): Spot {
  const raw = confOf(upsschedCmd)?.actions.find((action) => action.name === name)?.host;
  return raw ? spot(upsschedCmd.path, raw) : wholeFile(upsschedCmd.path);
}

const addressOf = ({ kind, settings }: Host): string | undefined => kind.address?.(settings)?.host.toLowerCase();

const POWERS_OFF = /\b(poweroff|halt|shutdown)\b|\binit\s+0\b/;

/** The machine that goes off; undefined where it stays up, leaves by itself, or cannot be told. */
function switchedOff(host: Host): string | undefined {
  const { kind, settings } = host;
  const address = addressOf(host);
  const goesOff = {
    proxmox: settings.get("node_off").toLowerCase() === "yes",
    ssh: POWERS_OFF.test(settings.get("command")),
    winrm: POWERS_OFF.test(settings.get("command")),
  }[kind.name];
  return goesOff ? address : undefined;
}

/** Sections that are called by a name of upssched.conf, or by one of those. */
function calledSections(input: CheckInput): ReadonlySet<string> {
  const names = new Set(calledNames(input).keys());
  const actions = confOf(input.files.upsschedCmd)?.actions ?? [];
  return new Set([...names, ...actions.flatMap(({ name, hosts }) => (names.has(name) ? hosts : []))]);
}

/** Words of commands, which may call upssched-cmd by themselves. */
function otherWords({ files }: CheckInput): ReadonlySet<string> {
  const settings = confOf(files.upsmon)?.settings;
  const commands = (confOf(files.upsschedCmd)?.actions ?? []).map(({ command }) => command);
  const all = [settings?.shutdowncmd, settings?.notifycmd, settings?.restartcmd, ...commands];
  return new Set(all.flatMap((command = "") => command.split(/[\s;&|"']+/)));
}

function findUncalled(input: CheckInput): readonly Found[] {
  if (!isOurScript(input) || !callsUpssched(input)) return [];
  const called = calledSections(input);
  const words = otherWords(input);
  return hostsOf(input).flatMap(({ name }): readonly Found[] => {
    if (called.has(name) || words.has(name)) return [];
    const text = `[${name}] is a host, and no line of ${input.files.upssched.path} calls it`;
    const advice = `add to upssched.conf AT FSD UPS@HOST EXECUTE ${name}, or name it in hosts of a section that is called`;
    return [{ severity: "warning", at: sectionOf(input, name), text, advice }];
  });
}

function findItself(input: CheckInput): readonly Found[] {
  const { machine } = input;
  if (machine.facts.container) return [];
  return hostsOf(input).flatMap((host): readonly Found[] => {
    const address = switchedOff(host);
    if (address === undefined || !isThisMachine(address, machine)) return [];
    const text = `[${host.name}] shuts this machine down (${address}), past upsmon`;
    const advice = host.kind.name === "proxmox" ? "write node_off = no: upsmon shuts the node down" : undefined;
    return [{ severity: "error", at: sectionOf(input, host.name), text, advice }];
  });
}

const nodeOf = ({ kind, settings }: Host): string => (kind.name === "proxmox" ? settings.get("node") : "");

const cardOf = ({ wake }: Host): string | undefined =>
  wake?.kind.name === "lan"
    ? wake.settings
        .get("mac")
        .replace(/[^0-9a-f]/gi, "")
        .toLowerCase()
    : undefined;

/** What two sections cannot both mean. */
function clash(a: Host, b: Host): string | undefined {
  const off = switchedOff(b);
  if (off !== undefined && off === switchedOff(a) && nodeOf(a) === nodeOf(b))
    return `[${b.name}] switches off the machine of [${a.name}], ${off}`;
  const [one, other] = [addressOf(a), addressOf(b)];
  if (cardOf(b) === undefined || cardOf(a) !== cardOf(b) || one === undefined || other === undefined) return undefined;
  return one === other ? undefined : `[${b.name}] has the network card of [${a.name}], and is another host`;
}

function findTwice(input: CheckInput): readonly Found[] {
  const hosts = hostsOf(input);
  return hosts.flatMap((host, i): readonly Found[] => {
    const text = hosts.slice(0, i).flatMap((before) => clash(before, host) ?? [])[0];
    return text === undefined ? [] : [{ severity: "warning", at: sectionOf(input, host.name), text }];
  });
}

/** Machines that have to be up for waking this one. */
function askedBy({ wake }: Host): readonly string[] {
  if (wake?.kind.name === "http") {
    const url = wake.settings.get("url");
    return URL.canParse(url) ? [new URL(url).hostname.toLowerCase()] : [];
  }
  return wake?.kind.name === "command"
    ? wake.settings
        .get("command")
        .toLowerCase()
        .split(/[\s@/:'"=;]+/)
    : [];
}

function findOrder(input: CheckInput): readonly Found[] {
  const hosts = hostsOf(input);
  return hosts.flatMap((host): readonly Found[] => {
    const asked = askedBy(host);
    const later = hosts.find((other) => {
      const address = addressOf(other);
      return other.wakeOrder > host.wakeOrder && address !== undefined && asked.includes(address);
    });
    if (!later) return [];
    const text = `[${host.name}] is woken by way of [${later.name}], whose turn comes after it (wake_order ${host.wakeOrder} and ${later.wakeOrder}): it is given up after ${durationText(host.wakeLimit)}`;
    const advice = `give [${later.name}] a lower wake_order`;
    return [{ severity: "warning", at: sectionOf(input, host.name), text, advice }];
  });
}

function findIdle({ files: { upsschedCmd } }: CheckInput): readonly Found[] {
  const conf = confOf(upsschedCmd);
  if (!conf || upsschedCmd.kind !== "read") return [];
  const hosts = conf.actions.flatMap(({ host }) => host ?? []);
  const wakes = hosts.some(({ entries }) => entries.some(({ name }) => name.text === "wake"));
  const idle = wakes ? [] : ["WAKECHARGE", ...(hosts.length > 0 || conf.recovery.asked ? [] : ["WAKEAFTER"])];
  return readSections(upsschedCmd.text)
    .filter(({ name }) => idle.includes(name))
    .map(({ name, word }): Found => {
      const text = `${name} has no effect: no section has wake, so nobody is woken`;
      return { severity: "warning", at: spot(upsschedCmd.path, word), text };
    });
}

export const HOSTS_TOGETHER_RULES: readonly Rule[] = [
  {
    name: "host-uncalled",
    looksAt: `the hosts of ${FILE}, and the names that upssched.conf calls`,
    means: "A host that nothing calls stays up until the battery is empty.",
    mend: "add an AT line for it",
    find: findUncalled,
  },
  {
    name: "host-itself",
    looksAt: `the addresses of hosts in ${FILE} that are switched off, and those of this machine`,
    means:
      "A machine that is switched off like any other host goes down in the midst of its work: upsmon tells nobody, waits for nobody, and leaves the UPS on.",
    mend: "delete the section: SHUTDOWNCMD of upsmon.conf is for this machine",
    find: findItself,
  },
  {
    name: "host-twice",
    looksAt: `the addresses and network cards of the hosts in ${FILE}`,
    means:
      "What is shut down by the first section is taken by the second for a host that was off before the outage; and a magic packet wakes one card. One of them is a slip.",
    mend: "correct the address, or make one section of the two",
    find: findTwice,
  },
  {
    name: "wake-order",
    looksAt: `wake, wake_order and the addresses of hosts in ${FILE}`,
    means:
      "Hosts of the next wake_order are woken when those before them are back or given up. What a waking needs has to be up by then.",
    mend: "turn the order round",
    find: findOrder,
  },
  {
    name: "wake-idle",
    looksAt: `WAKEAFTER and WAKECHARGE of ${FILE}, and wake of its hosts`,
    means: "A host is woken only where its section says how.",
    mend: "write wake = lan with wake_mac, ipmi, http or command for the hosts, or delete the line",
    find: findIdle,
  },
];
