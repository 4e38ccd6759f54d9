/** Ask, show, write, and say what protects the machine now. */
import { dirname, resolve } from "node:path";
import type { CommandLine } from "../../cli/options.ts";
import { palette } from "../../cli/palette.ts";
import { parseUpsmonConf } from "../../conf/upsmon-conf.ts";
import { FILES } from "../../system/files/files.ts";
import { lastSet, type NewFile, takeBackUnfinished, undoSet } from "../change/file-set.ts";
import { showChanges } from "../change/show-changes.ts";
import { cPrograms } from "../system/c-programs.ts";
import { rootLine } from "./as-root.ts";
import { type Dialogue, holdDialogue } from "./dialogue.ts";
import { type Existing, readExisting } from "./existing.ts";
import { lookForDevices } from "./find-devices.ts";
import { finish, type Outcome } from "./finish.ts";
import { copiesFolder, type InitWorld, tell } from "./init-world.ts";
import { asChanges, planFiles } from "./plan-files.ts";
import { planTexts, type Texts } from "./plan-texts.ts";
import { readDevices, readServer } from "./read-devices.ts";
import { readingLine } from "./report.ts";
import { installServices, planServices, type ServicePlan, showServices } from "./services.ts";
import { newPassword } from "./tables/presets.ts";
import type { PowerOff } from "./texts/upsmon-conf-text.ts";
import type { UpsReading } from "./trial.ts";
import { writeComplaint } from "./writable.ts";
import { uninterrupted, writeFiles } from "./write-files.ts";

/** A set-up that was cut off is taken back before anything else is read. */
function recover(world: InitWorld): void {
  const folder = copiesFolder(world.machine);
  if (world.line.has("print") || writeComplaint(folder) !== undefined) return;
  const paths = uninterrupted(() => takeBackUnfinished(folder, FILES));
  if (paths) tell(world, `A set-up that was cut off has been taken back first: ${paths.join(", ")}\n`);
}

function introduce(world: InitWorld, { texts, unreadable }: Existing): void {
  const { facts } = world.machine;
  tell(world, `${facts.title}; the files are those of ${facts.confPath}\n`);
  const programs = cPrograms(world.machine.tree, facts);
  if (programs.length > 0 && Object.keys(texts).length > 0)
    tell(
      world,
      `The C project's NUT is installed (${programs.join(", ")}). Its files stay as they are but for what is shown below; nutts init --undo is the way back\n`,
    );
  if (unreadable !== undefined) tell(world, `What is set up already cannot be seen: ${unreadable}\n`);
}

async function hold(world: InitWorld, { texts }: Existing): Promise<Dialogue> {
  const { io, line, machine, given, asker } = world;
  const paint = await palette(io);
  const read = (upsConf: string, names: readonly string[]): Promise<ReadonlyMap<string, UpsReading>> => {
    if (line.has("no-reading")) return Promise.resolve(new Map());
    tell(world, `Reading ${names.join(", ")} ...\n`);
    return readDevices(upsConf, texts["upsd.conf"] ?? "", names, machine.facts.confPath, machine.env);
  };
  return holdDialogue(
    given,
    {
      texts,
      addresses: machine.addresses,
      look: (serial) => {
        tell(world, "Looking for power devices ...\n");
        return lookForDevices((text) => io.err(text))(serial);
      },
      read,
      readServer: (server) =>
        line.has("no-reading") ? Promise.resolve({ kind: "silent", why: "as --no-reading says" }) : readServer(server),
      show: (readings) => {
        for (const [name, reading] of readings) tell(world, readingLine(name, reading, paint));
      },
    },
    asker,
  );
}

function show(world: InitWorld, files: readonly NewFile[], { variables }: Dialogue): void {
  if (files.length === 0) tell(world, "Every file is as it should be already.\n");
  else tell(world, `\nThis is written:\n${showChanges(asChanges(files))}`);
  for (const { ups, name, value } of variables) tell(world, `${ups}: ${name} is set to ${value} in the device\n`);
}

/** Of a client: what says its password without showing it. */
function passwordWords({ line, given }: InitWorld): readonly string[] {
  const file = line.value("password-file");
  const preset = given.presets[0]?.preset;
  if (file !== undefined && file !== "-") return ["--yes", "--password-file", resolve(file)];
  return preset?.password === undefined ? [] : ["--yes", "--preset", preset.name];
}

/** What an ordinary user cannot do. */
function needRoot(
  world: InitWorld,
  { answers, variables }: Dialogue,
  services: ServicePlan,
  why: string,
): Outcome["rest"] {
  const { line, conf } = world;
  const parts = services.kind === "plan" ? (services.prepared.site.layout.parts ?? []) : [];
  const flags = [...parts.flatMap((part) => ["--only", part]), ...switches(line)];
  const further = answers.role === "netclient" ? [...flags, ...passwordWords(world)] : ["--yes", ...flags];
  return { why, command: rootLine(answers, variables, conf, further) };
}

const switches = (line: CommandLine): readonly string[] =>
  ["no-reading", "no-service"].flatMap((name) => (line.has(name) ? [`--${name}`] : []));

function rootComplaint(
  { machine: { me, facts } }: InitWorld,
  files: readonly NewFile[],
  services: ServicePlan,
): string | undefined {
  if (files.length > 0) {
    const complaint = writeComplaint(facts.confPath);
    if (complaint !== undefined) return complaint;
  }
  const installs = services.kind === "plan" && !services.prepared.inPlace;
  return installs && me.uid !== 0 ? "only root installs services" : undefined;
}

/** That of SHUTDOWNRECORD, where it is the usual one. */
function recordFolder({ machine: { facts, me }, conf }: InitWorld, after: Texts): readonly string[] {
  const { shutdownRecord } = facts.distribution;
  const wanted = parseUpsmonConf(after["upsmon.conf"] ?? "").shutdownrecord === shutdownRecord;
  return wanted && conf === undefined && me.uid === 0 ? [dirname(shutdownRecord)] : [];
}

/** Files, then services: where these fail, the files are as they were too. What went wrong, or undefined. */
async function carryOut(
  world: InitWorld,
  files: readonly NewFile[],
  services: ServicePlan,
  after: Texts,
): Promise<string | undefined> {
  const { confPath } = world.machine.facts;
  const folder = copiesFolder(world.machine);
  const record = recordFolder(world, after);
  const folders = [confPath, ...record].filter((path) => world.machine.tree.stat(path) === undefined);
  const failure = files.length === 0 ? undefined : writeFiles(confPath, folder, files, record);
  if (failure !== undefined) return failure;
  const made = files.flatMap(({ path, before }) => (before === undefined ? [path] : []));
  const wrong = await installServices(world, services, files.length > 0, [...folders, ...made]);
  if (wrong === undefined) return undefined;
  const last = files.length === 0 ? undefined : lastSet(folder, FILES);
  if (last) uninterrupted(() => undoSet(folder, last.stamp, FILES));
  return `the services could not be installed, and all is as it was: ${wrong}. nutts init --no-service writes the files alone`;
}

/** Only what is for this machine gets folders outside its own. */
const powerOffOf = ({ machine: { facts }, conf }: InitWorld): PowerOff =>
  conf === undefined ? facts.distribution : { ...facts.distribution, shutdownRecord: undefined };

export async function setUp(world: InitWorld): Promise<number> {
  const { line, machine, asker, io } = world;
  recover(world);
  const existing = readExisting(machine);
  introduce(world, existing);
  const dialogue = await hold(world, existing);
  const after: Texts = planTexts(existing.texts, dialogue.answers, powerOffOf(world), newPassword);
  const files = await planFiles(machine, existing.texts, after);
  const services = await planServices(world, dialogue.answers);
  if (existing.unreadable === undefined) show(world, files, dialogue);
  tell(world, showServices(services));
  const outcome = { dialogue, files, after };
  if (line.has("print")) return finish(world, { ...outcome, written: false });
  const complaint = existing.unreadable ?? rootComplaint(world, files, services);
  if (complaint !== undefined) {
    const further =
      machine.me.uid === 0 ? { failure: complaint } : { rest: needRoot(world, dialogue, services, complaint) };
    return finish(world, { ...outcome, written: false, ...further });
  }
  const nothing = files.length === 0 && (services.kind === "none" || services.prepared.inPlace);
  if (!nothing && !(await asker.confirm({ question: "Do all this?", option: "--yes", usual: true }))) {
    io.err("Nothing was written.\n");
    return 1;
  }
  const failure = await carryOut(world, files, services, after);
  const started = services.kind === "plan";
  return finish(world, { ...outcome, written: failure === undefined, failure, started });
}
