/** Any command: the text is its argument, the rest is in its environment, as upsmon calls a NOTIFYCMD. */
import { PROCESS_RUNNER, type ProcessRunner, type RunResult } from "../../system/process/process-runner.ts";
import type { ChannelKind, Delivery } from "../channel.ts";

const TIMEOUT_MS = 60_000;
/** EX_TEMPFAIL of sysexits.h: the command itself asks for another try. */
const TRY_AGAIN = 75;

function judge(result: RunResult): Delivery {
  switch (result.kind) {
    case "exited":
      if (result.status === 0) return { kind: "delivered" };
      return { kind: result.status === TRY_AGAIN ? "later" : "refused", why: `command returned ${result.status}` };
    case "killed":
      return { kind: "refused", why: `command was ended by ${result.signal}` };
    case "timeout":
      return { kind: "later", why: `command did not end in ${TIMEOUT_MS / 1000} s` };
    case "not-started":
      return { kind: "refused", why: `command cannot be started: ${result.reason}` };
  }
}

export const commandChannel = (runner: ProcessRunner = PROCESS_RUNNER): ChannelKind => ({
  name: "command",
  settings: [{ name: "command", help: "shell words; the text follows as one argument", required: true }],
  create: (settings, { env }) => ({
    deliver: async ({ type, upsname, subject, text }) =>
      judge(
        await runner.run("/bin/sh", ["-c", `${settings.get("command")} "$1"`, "sh", text], {
          env: { ...env, NOTIFYTYPE: type, UPSNAME: upsname, NOTIFYMSG: text, SUBJECT: subject },
          timeoutMs: TIMEOUT_MS,
        }),
      ),
  }),
});

export const COMMAND = commandChannel();
