/** The command line that does the rest as root: every answer as an option. */
import { realpathSync } from "node:fs";
import { shellQuote } from "../../nut/shell-quote.ts";
import { formatUpsId } from "../../nut/ups-id.ts";
import type { Answers, UpsAnswer } from "./answers.ts";
import { RANGE_VARIABLES } from "./battery-range.ts";
import type { DeviceVariable } from "./dialogue.ts";
import { stageWord } from "./questions/stages.ts";

const SYSTEM_FOLDERS = ["/usr/", "/opt/", "/bin/"];

/** Root's PATH has not what lies at home. */
function program(): readonly string[] {
  const script = realpathSync(process.argv[1] ?? "");
  const common = [process.execPath, script].every((path) => SYSTEM_FOLDERS.some((folder) => path.startsWith(folder)));
  return common ? ["nutts"] : [process.execPath, script];
}

const SPECIAL: readonly string[] = [RANGE_VARIABLES.low, RANGE_VARIABLES.high, "ondelay"];

function upsWords({ name, driver, port, settings, kept }: UpsAnswer): readonly string[] {
  const value = (wanted: string): string | undefined => settings.find((each) => each.name === wanted)?.value;
  const options = settings.filter((each) => !SPECIAL.includes(each.name)).map((each) => `,${each.name}=${each.value}`);
  const [low, high] = [value(RANGE_VARIABLES.low), value(RANGE_VARIABLES.high)];
  const delay = value("ondelay");
  return [
    ...(kept ? [] : ["--ups", `${name}=${driver}:${port}${options.join("")}`]),
    ...(low === undefined ? [] : ["--battery", `${name}=${low}-${high}`]),
    ...(delay === undefined ? [] : ["--start-delay", delay]),
  ];
}

/** Passwords are left out: who runs it is asked for them. */
function answerWords(answers: Answers, variables: readonly DeviceVariable[]): readonly string[] {
  if (answers.role === "netclient") return ["--server", answers.server.system, "--user", answers.server.username];
  const { upses, stages, presets, listen, shutdownReturn } = answers;
  return [
    ...upses.flatMap(upsWords),
    ...listen.flatMap(({ host, port }) => ["--listen", formatUpsId({ upsname: undefined, host, port })]),
    ...stages.flatMap((stage) => ["--stage", stageWord(stage)]),
    ...presets.flatMap(({ preset, ups }) => ["--preset", `${preset.name}=${ups}`]),
    ...["--shutdown-return", shutdownReturn ? "yes" : "no"],
    ...variables.slice(0, 1).flatMap(({ value }) => ["--restart-charge", value]),
  ];
}

export function rootLine(
  answers: Answers,
  variables: readonly DeviceVariable[],
  conf: string | undefined,
  further: readonly string[],
): string {
  const words = [
    ...program(),
    "init",
    ...(conf === undefined ? [] : ["--conf", conf]),
    "--role",
    answers.role,
    ...answerWords(answers, variables),
    ...further,
  ];
  return `sudo ${words.map(shellQuote).join(" ")}`;
}
