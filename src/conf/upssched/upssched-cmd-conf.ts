/**
 * upssched-cmd.conf: what to do when upssched calls with a name. One section for each timer or event, in the
 * syntax of ups.conf.
 *
 *     [onbattwarn]
 *     notify = phone mail
 *     text = "%UPSNAME% on battery for a minute, %battery.charge%% left"
 *
 *     [nas-down]
 *     ssh = root@nas
 *     command = poweroff
 *
 *     [hypervisor]
 *     type = proxmox
 *     host = pve.lan
 *     token_file = /etc/nut/pve.token
 *
 *     [last-minute]
 *     fsd
 */
import { byPlace, type Problem, type Reporter, reporter } from "../problem.ts";
import { parseSections, type RawEntry, type RawSection } from "../sections.ts";
import { didYouMean } from "../suggest.ts";
import { type Recovery, readRecovery } from "./recovery.ts";

export interface ScheduledAction {
  readonly name: string;
  /** Channels of notify.conf; [] for all of them, undefined for none. */
  readonly notify: readonly string[] | undefined;
  readonly subject: string | undefined;
  readonly text: string | undefined;
  /** Ask upsmon for a forced shutdown. */
  readonly fsd: boolean;
  /** Shell words, run here or on `ssh`'s host. */
  readonly command: string | undefined;
  /** `[user@]host`. */
  readonly ssh: string | undefined;
  readonly sshOptions: readonly string[];
  /** Seconds after which the command is given up. */
  readonly timeout: number;
  /** Other sections, all done at once with this one. */
  readonly hosts: readonly string[];
  /** A host that is shut down and woken, by its section; undefined where it is none. */
  readonly host: RawSection | undefined;
}

const NAMES = ["notify", "subject", "text", "fsd", "command", "ssh", "ssh_options", "timeout", "hosts"] as const;
/** A section with one of these is a host: its kind says what else it may have. */
const OF_HOSTS: readonly string[] = ["type", "check", "wake"];
type Name = (typeof NAMES)[number];

const DEFAULT_TIMEOUT = 30;
const TRUE = /^(|1|yes|on|true)$/i;

const textOf = ({ values }: RawEntry): string => values.map(({ text }) => text).join(" ");
const isName = (name: string): name is Name => NAMES.some((known) => known === name);
const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");

function actionOf(raw: RawSection, report: Reporter): ScheduledAction {
  const values = new Map<Name, string>();
  const isHost = raw.entries.some(({ name }) => OF_HOSTS.includes(name.text));
  for (const entry of raw.entries) {
    const name = entry.name.text;
    if (isName(name)) values.set(name, textOf(entry));
    else if (!isHost)
      report.warning(
        entry.name,
        `${name} is nothing that can be done`,
        didYouMean(name, [...NAMES, ...OF_HOSTS]) ?? `known are ${[...NAMES, ...OF_HOSTS].join(", ")}`,
        "unknown-word",
      );
  }
  const notify = values.get("notify");
  const seconds = Number(values.get("timeout") ?? DEFAULT_TIMEOUT);
  if (!(seconds > 0) && !isHost)
    report.error(raw, `timeout of [${raw.name}] is no number of seconds`, `${DEFAULT_TIMEOUT} is used`);
  const ssh = values.get("ssh");
  if (ssh?.startsWith("-")) report.error(raw, `ssh of [${raw.name}] is no host`, "write user@host");
  if (ssh !== undefined && !values.get("command"))
    report.error(raw, `[${raw.name}] has ssh and no command`, "say what to run there");
  const told = notify === undefined && !values.has("text") ? undefined : wordsOf(notify ?? "all");
  return {
    name: raw.name,
    notify: told?.includes("all") ? [] : told,
    subject: values.get("subject"),
    text: values.get("text"),
    fsd: TRUE.test(values.get("fsd") ?? "no"),
    command: values.get("command"),
    ssh: ssh?.startsWith("-") ? undefined : ssh,
    sshOptions: wordsOf(values.get("ssh_options") ?? ""),
    timeout: seconds > 0 ? seconds : DEFAULT_TIMEOUT,
    hosts: wordsOf(values.get("hosts") ?? ""),
    host: isHost ? raw : undefined,
  };
}

const doesNothing = ({ notify, fsd, command, hosts, host }: ScheduledAction): boolean =>
  notify === undefined && !fsd && !command && hosts.length === 0 && host === undefined;

/** A name that is no section, or that leads back to where it stands. */
function checkHosts(
  { name, hosts }: ScheduledAction,
  actions: readonly ScheduledAction[],
  raw: RawSection,
  report: Reporter,
): void {
  const place = raw.entries.find((entry) => entry.name.text === "hosts")?.name ?? raw;
  const twice = new Set<string>();
  for (const host of hosts) {
    if (hosts.indexOf(host) < hosts.lastIndexOf(host) && !twice.has(host))
      report.warning(place, `hosts of [${name}]: ${host} stands twice`, "write it once");
    twice.add(host);
    const found = actions.find((action) => action.name === host);
    const advice = didYouMean(
      host,
      actions.map((action) => action.name),
    );
    if (!found) report.error(place, `hosts of [${name}]: there is no section [${host}]`, advice, "unknown-word");
    else if (found.hosts.length > 0)
      report.error(place, `hosts of [${name}]: [${host}] has hosts of its own`, "name the hosts themselves");
  }
}

export function parseUpsschedCmdConf(
  text: string,
  file = "upssched-cmd.conf",
): {
  readonly actions: readonly ScheduledAction[];
  readonly recovery: Recovery;
  readonly problems: readonly Problem[];
} {
  const { globals, sections, problems } = parseSections(text, file);
  const report = reporter(file);
  const recovery = readRecovery(globals, report);
  const actions = sections.map((raw) => actionOf(raw, report));
  sections.forEach((raw, i) => {
    const action = actions[i];
    const first = sections.findIndex(({ name }) => name === raw.name);
    if (first < i)
      report.error(
        raw,
        `[${raw.name}] is there already, in line ${sections[first]?.line}: this one is ignored`,
        "put both into one section, or give it a name of its own",
      );
    if (action && doesNothing(action))
      report.warning(raw, `[${raw.name}] does nothing`, "give it notify, command or fsd");
    if (action) checkHosts(action, actions, raw, report);
  });
  return { actions, recovery, problems: byPlace([...problems, ...report.problems]) };
}
