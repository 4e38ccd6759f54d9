import { describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS } from "../../src/conf/upsmon-conf.ts";
import type { State } from "../../src/upsmon/core/state.ts";
import { start } from "../../src/upsmon/core/step.ts";
import { type ObstacleFacts, shutdownObstacles } from "../../src/upsmon/shell/shutdown-obstacles.ts";
import { monitor } from "../scenarios/monitor.ts";

const watching = (): State => start({ ...UPSMON_CONF_DEFAULTS, monitors: [monitor()] }, 0)[0];

const obstacles = (more: Partial<ObstacleFacts> = {}, state: Partial<State> = {}): readonly string[] =>
  shutdownObstacles({
    state: { ...watching(), ...state },
    plan: { shutdowncmd: "/bin/true" },
    root: true,
    env: { PATH: "/bin" },
    ...more,
  });

describe("a shutdown that is configured", () => {
  it("can be carried out by root, with a program that is there", () => {
    expect(obstacles()).toEqual([]);
  });

  it.each<readonly [string, readonly string[], string]>([
    [
      "without a command",
      obstacles({ plan: { shutdowncmd: undefined } }),
      "upsmon.conf has no SHUTDOWNCMD: this machine stays up until the power fails",
    ],
    [
      "with a program that is not there",
      obstacles({ plan: { shutdowncmd: "/nowhere/shutdown -h +0" } }),
      "SHUTDOWNCMD: /nowhere/shutdown: No such file or directory",
    ],
    [
      "with a program that cannot be run",
      obstacles({ plan: { shutdowncmd: "/etc/passwd now" } }),
      "SHUTDOWNCMD: /etc/passwd: Permission denied",
    ],
    [
      "by an ordinary user with nobody of root's above, where the program is for root",
      obstacles({ root: false, plan: { shutdowncmd: "/bin/systemctl poweroff" } }),
      "no process of upsmon is root's, who alone may run SHUTDOWNCMD /bin/systemctl poweroff",
    ],
    [
      "when the privileged process has gone",
      obstacles({}, { parent: { kind: "lost", since: 0 } as State["parent"] }),
      "the privileged process of upsmon is gone",
    ],
    [
      "when SHUTDOWNCMD has failed",
      obstacles({}, { failed: { since: 0, why: "it ended with 1", tries: 1, next: 1 } as unknown as State["failed"] }),
      "SHUTDOWNCMD failed (it ended with 1)",
    ],
    [
      "when a server does not let upsmon in",
      obstacles(
        {},
        {
          upses: watching().upses.map((ups) => ({
            ...ups,
            login: { kind: "refused", since: 0, reason: "Access denied", warned: 0 } as const,
          })),
        },
      ),
      "ups1@server: the server refuses the login of upsmon (Access denied)",
    ],
  ])("cannot be %s", (_, found, text) => expect(found).toEqual([text]));

  it("may be the privileged process's where it is not for us to look", () => {
    const plan = { shutdowncmd: "/etc/passwd now" };
    expect(obstacles({ plan, delegated: true })).toEqual([]);
    expect(obstacles({ plan: { shutdowncmd: "/nowhere/x" }, delegated: true })).toHaveLength(1);
  });

  it("may be an ordinary user's where the program is one of his own", () => {
    expect(obstacles({ root: false })).toEqual([]);
  });
});
