/** A machine by its service processor, with ipmitool(1). The password goes by the environment: a command line can be read by all. */
import { done, type HostKind, type Job, type Outcome, type Settings, unsure } from "../host-kind.ts";
import { hostComplaint } from "../reach/host-complaint.ts";
import { failureOf, runProgram } from "../run-program.ts";

const REQUEST_MS = 15_000;

function chassis(settings: Settings, job: Job, word: "status" | "soft" | "on") {
  const user = settings.get("user");
  const options = settings
    .get("ipmi_options")
    .split("\n")
    .filter((option) => option !== "");
  const words = [
    ...["-I", settings.get("interface"), "-H", settings.get("host"), "-p", settings.get("port")],
    ...(user === "" ? [] : ["-U", user]),
    ...["-E", "-N", "2", "-R", "2", ...options, "chassis", "power", word],
  ];
  const env = { IPMI_PASSWORD: settings.get("password"), IPMITOOL_PASSWORD: settings.get("password") };
  return runProgram("ipmitool", words, job, { env, limitMs: REQUEST_MS });
}

async function order(word: "soft" | "on", settings: Settings, job: Job): Promise<Outcome> {
  return failureOf("ipmitool", await chassis(settings, job, word)) ?? done(`chassis power ${word} accepted`);
}

async function powerOf(settings: Settings, job: Job): Promise<"on" | "off" | Outcome> {
  const result = await chassis(settings, job, "status");
  const outcome = failureOf("ipmitool", result);
  if (outcome) return outcome;
  const [, state] = /power is (on|off)/i.exec(result.kind === "exited" ? result.stdout : "") ?? [];
  if (state === undefined) return unsure("ipmitool said neither on nor off");
  return state.toLowerCase() === "on" ? "on" : "off";
}

export const IPMI: HostKind = {
  name: "ipmi",
  rows: [
    { name: "host", help: "name or address of the service processor", required: true },
    { name: "port", help: "its port", fallback: "623", within: [1, 65_535] },
    { name: "user", help: "user of the service processor" },
    { name: "password", help: "that user's password", secret: true },
    { name: "interface", help: "lanplus, or lan for an old one", among: ["lanplus", "lan"], fallback: "lanplus" },
    { name: "ipmi_options", help: "more options for ipmitool", list: true },
  ],
  programs: ["ipmitool"],
  complaint: hostComplaint,
  shutDown: (settings, job) => order("soft", settings, job),
  wake: (settings, job) => order("on", settings, job),
  isDown: async (settings, job) => {
    const power = await powerOf(settings, job);
    return typeof power === "string" ? power === "off" : undefined;
  },
  test: async (settings, job) => {
    const power = await powerOf(settings, job);
    if (typeof power !== "string") return power;
    return done(`the machine is ${power}; would ask it to switch itself off (chassis power soft)`);
  },
};
