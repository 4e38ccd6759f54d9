/** A command on another host: `poweroff`, or `shutdown /s /t 0` of a Windows with its OpenSSH server. */
import { commandDoubts } from "../command-doubts.ts";
import { done, type HostKind, type Job, leftMs, type Outcome, type Settings, unsure } from "../host-kind.ts";
import type { Address } from "../reach/check.ts";
import { failureOf, runProgram } from "../run-program.ts";

const MS = 1000;
const CONNECT_S = 10;
const PORT = 22;

const optionsOf = (settings: Settings): readonly string[] =>
  settings
    .get("ssh_options")
    .split(/[\s,]+/)
    .filter((word) => word !== "");

/** The words of ssh: no questions, a bound on connecting, and a host that cannot be taken for an option. */
export const sshWords = (
  ssh: string,
  options: readonly string[],
  command: string,
  connectS: number,
): readonly string[] => ["-o", "BatchMode=yes", "-o", `ConnectTimeout=${connectS}`, ...options, "--", ssh, command];

function run(command: string, settings: Settings, job: Job) {
  const connectS = Math.max(1, Math.min(CONNECT_S, Math.floor(leftMs(job) / MS)));
  return runProgram("ssh", sshWords(settings.get("ssh"), optionsOf(settings), command, connectS), job);
}

/** A host that goes down may take the connection with it. */
const CUT_OFF = /closed by remote host|connection reset|broken pipe|connection to \S+ closed/i;
/** The same words of a server that ends it before the login, as one does that is overloaded: nothing was sent. */
const BEFORE_LOGIN = /exchange_identification|banner exchange|^(connection (closed|reset) by|ssh_dispatch_run_fatal)/im;

const wasCutOff = (said: string): boolean => CUT_OFF.test(said) && !BEFORE_LOGIN.test(said);

const NOT_LET_IN = /permission denied|host key|authenticat/i;

async function shutDown(settings: Settings, job: Job): Promise<Outcome> {
  const result = await run(settings.get("command"), settings, job);
  if (result.kind === "exited" && result.status === 255 && wasCutOff(result.stderr))
    return done("the command was sent, and the connection is gone");
  return failureOf("ssh", result) ?? done("the command was run");
}

function addressOf(settings: Settings): Address {
  const [, host = ""] = /^(?:.*@)?([^@]+)$/.exec(settings.get("ssh")) ?? [];
  const [, port = ""] = /(?:^|\s)-p\s*(\d{1,5})(?:\s|$)/.exec(optionsOf(settings).join(" ")) ?? [];
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) || PORT };
}

/** ssh would look for a host of that name. */
function complaint(settings: Settings): string | undefined {
  const [, port] = /^[^:]+:(\d{1,5})$/.exec(settings.get("ssh")) ?? [];
  return port && `ssh is USER@HOST without a port; write ssh_options = -p ${port}`;
}

export const SSH: HostKind = {
  name: "ssh",
  rows: [
    { name: "ssh", help: "USER@HOST", required: true },
    { name: "command", help: "what to run there", required: true },
    { name: "ssh_options", help: "more options for ssh, parted by blanks" },
  ],
  programs: ["ssh"],
  complaint,
  doubts: commandDoubts,
  address: addressOf,
  shutDown,
  /** `exit` is known to every shell, Windows' too. */
  test: async (settings, job) => {
    const failure = failureOf("ssh", await run("exit", settings, job));
    if (failure && failure.kind !== "done" && NOT_LET_IN.test(failure.why))
      return unsure(`${failure.why}; keys must be set up, nothing is asked for`);
    if (failure) return failure;
    return done(`logged in; would run there: ${settings.get("command")}`);
  },
};
