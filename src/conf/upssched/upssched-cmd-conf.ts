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
 *     [last-minute]
 *     fsd
 */
import { byPlace, type Problem, reporter } from "../problem.ts";
import { parseSections, type RawEntry, type RawSection } from "../sections.ts";
import { didYouMean } from "../suggest.ts";

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
}

const NAMES = ["notify", "subject", "text", "fsd", "command", "ssh", "ssh_options", "timeout"] as const;
type Name = (typeof NAMES)[number];

const DEFAULT_TIMEOUT = 30;
const TRUE = /^(|1|yes|on|true)$/i;

const textOf = ({ values }: RawEntry): string => values.map(({ text }) => text).join(" ");
const isName = (name: string): name is Name => NAMES.some((known) => known === name);
const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");

function actionOf(raw: RawSection, report: ReturnType<typeof reporter>): ScheduledAction {
  const values = new Map<Name, string>();
  for (const entry of raw.entries) {
    const name = entry.name.text;
    if (isName(name)) values.set(name, textOf(entry));
    else
      report.warning(
        entry.name,
        `${name} is nothing that can be done`,
        didYouMean(name, NAMES) ?? `known are ${NAMES.join(", ")}`,
        "unknown-word",
      );
  }
  const notify = values.get("notify");
  const seconds = Number(values.get("timeout") ?? DEFAULT_TIMEOUT);
  if (!(seconds > 0))
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
  };
}

const doesNothing = ({ notify, fsd, command }: ScheduledAction): boolean => notify === undefined && !fsd && !command;

export function parseUpsschedCmdConf(
  text: string,
  file = "upssched-cmd.conf",
): { readonly actions: readonly ScheduledAction[]; readonly problems: readonly Problem[] } {
  const { globals, sections, problems } = parseSections(text, file);
  const report = reporter(file);
  for (const { name } of globals)
    report.warning(name, `${name.text} stands before the first section`, "put it below a [name]");
  const actions = sections.map((raw) => actionOf(raw, report));
  sections.forEach((raw, i) => {
    const action = actions[i];
    if (action && doesNothing(action))
      report.warning(raw, `[${raw.name}] does nothing`, "give it notify, command or fsd");
  });
  return { actions, problems: byPlace([...problems, ...report.problems]) };
}
