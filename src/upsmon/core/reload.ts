/** New settings for a running upsmon: UPSes stay what they are, come and go; nothing is decided on half of them. */
import { type Monitor, totalPower, type UpsmonConf } from "../../conf/upsmon-conf.ts";
import { log, logOften, type Turn } from "./effects.ts";
import { indexOfUpses, isPrimary, newUps, type State, upsOf, type WatchedUps } from "./state.ts";

const sameServer = (a: Monitor, b: Monitor): boolean => a.username === b.username && a.password === b.password;

/** A line in the log for what became of a UPS; a new login is tried where the old one failed. */
function redefine(ups: WatchedUps, monitor: Monitor, turn: Turn): WatchedUps {
  const { system } = monitor;
  const logChange = (text: string): void => log(turn, "info", `UPS [${system}]: ${text}`);
  if (ups.monitor.powerValue !== monitor.powerValue) logChange(`power value is now ${monitor.powerValue}`);
  if (ups.monitor.role !== monitor.role) logChange(`now its ${monitor.role}`);
  const promoted = monitor.role === "primary" && !isPrimary(ups);
  const retry = !sameServer(ups.monitor, monitor) && ups.login.kind !== "in";
  if (!sameServer(ups.monitor, monitor)) logChange("has another username or password now");
  const next = { ...ups, monitor };
  if (!promoted && !retry) return next;
  logChange("connecting anew");
  turn.effects.push({ kind: "drop", ups: system, logout: true });
  return {
    ...next,
    link: ups.link.kind === "fresh" ? { kind: "closed", since: turn.now } : ups.link,
    login: { kind: "none", since: turn.now },
    polling: { kind: "idle", next: turn.now, fresh: true },
  };
}

export function announce({ system, powerValue, role }: Monitor, turn: Turn): void {
  const what = powerValue > 0 ? `(${role}) (power value ${powerValue})` : "(monitoring only)";
  logOften(turn, "MONITOR lines", "info", `UPS: ${system} ${what}`);
}

function take(state: State, monitor: Monitor, turn: Turn): WatchedUps {
  const known = upsOf(state, monitor.system);
  if (known) return redefine(known, monitor, turn);
  announce(monitor, turn);
  return newUps(monitor, turn.now);
}

/** Settings that cannot be met are refused as a whole: C ends here, and leaves the machine unguarded. */
export function reload(state: State, settings: UpsmonConf, turn: Turn): State {
  const total = totalPower(settings);
  if (total < settings.minsupplies || settings.monitors.length === 0) {
    const why =
      settings.monitors.length === 0
        ? "it has no MONITOR line"
        : `its power values make ${total}, less than MINSUPPLIES ${settings.minsupplies}`;
    log(
      turn,
      "error",
      `The new configuration is refused, because ${why}; the old one stays in force: mend the file and reload`,
    );
    return state;
  }
  const upses = settings.monitors.map((monitor) => take(state, monitor, turn));
  const kept = new Set(settings.monitors.map(({ system }) => system));
  for (const { monitor } of state.upses) {
    if (kept.has(monitor.system)) continue;
    log(turn, "notice", `UPS [${monitor.system}] is not watched any more`);
    turn.effects.push({ kind: "drop", ups: monitor.system, logout: true });
  }
  return { ...state, settings, upses, places: indexOfUpses(upses) };
}
