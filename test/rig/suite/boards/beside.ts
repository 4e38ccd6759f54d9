/** Drivers of small boards and those of C, on the same device. */
import { existsSync } from "node:fs";
import { differences } from "../judge.ts";
import { look } from "../nut-client.ts";
import { type Section, sleep, until, World } from "../world.ts";

/** Of the programs, not of the device. */
const own = (name: string): boolean => !/^driver\.|^shutdown\.default$/.test(name);

/** A state of the device. */
export interface BoardScene {
  readonly name: string;
  readonly set: () => void;
  readonly status: RegExp;
  /** Lines of the C driver that are other lines of ours, or none, on purpose. */
  readonly instead?: ReadonlyMap<string, string | undefined>;
}

export interface Board {
  readonly driver: string;
  readonly section: Section;
  readonly scenes: readonly BoardScene[];
}

/** What a driver shows in each state, as `name: value`. */
export type Shown = Readonly<Record<string, readonly string[]>>;
type Lines = readonly string[];

/** The C drivers read everything in every poll, and know no `pollfreq`. */
const sectionOf = ({ driver, section }: Board, ours: boolean): Section => ({
  driver,
  pollinterval: "1",
  ...(ours ? { pollfreq: "1" } : {}),
  ...section,
});

const shownOf = async (world: World, ups: string): Promise<Lines> =>
  [...(await look(world.port, ups)).vars].filter(([name]) => own(name)).map(([name, text]) => `${name}: ${text}`);

const asOurs = (lines: Lines, { instead = new Map() }: BoardScene): Lines =>
  lines.flatMap((line) => (instead.has(line) ? (instead.get(line) ?? []) : [line]));

/** Waits until ours shows what is wanted: what belongs together is not written and read in one moment. */
async function alike(world: World, scene: BoardScene, wanted: () => Promise<Lines> | Lines): Promise<number> {
  await world.awaitStatus("ours", scene.status, 30_000);
  const compare = async (): Promise<string> => differences(asOurs(await wanted(), scene), await shownOf(world, "ours"));
  await until(scene.name, 2000, async () => (await compare()) === "").catch(async (error: unknown) => {
    throw new Error(`${String(error)}\n${await compare()}`, { cause: error });
  });
  return (await wanted()).length;
}

/** Starts programs on the first state, and goes through all. */
async function through(
  board: Board,
  upses: Readonly<Record<string, Section>>,
  start: (world: World) => void,
  each: (world: World, scene: BoardScene) => Promise<number>,
): Promise<string> {
  const world = new World(upses);
  let lines = 0;
  try {
    board.scenes[0]?.set();
    await world.upsd();
    start(world);
    for (const scene of board.scenes) {
      scene.set();
      lines += await each(world, scene);
    }
    return `${board.scenes.length} states, ${lines} lines`;
  } finally {
    await world.end();
  }
}

/** Both drivers at once; `after` is done at the end. */
export function sideBySide(
  board: Board,
  command: string,
  after: (world: World) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  if (!existsSync(command)) throw new Error(`${command} is not there: install nut-i2c`);
  const start = (world: World): void => {
    world.cDriver(command, "theirs");
    world.driver("ours");
  };
  return through(
    board,
    { theirs: sectionOf(board, false), ours: sectionOf(board, true) },
    start,
    async (world, scene) => {
      await world.awaitStatus("theirs", scene.status, 10_000);
      const lines = await alike(world, scene, () => shownOf(world, "theirs"));
      if (scene === board.scenes.at(-1)) await after(world);
      return lines;
    },
  );
}

const SETTLED_MS = 3000;

/** What the C driver shows, alone. */
export async function theirs(board: Board, command: string): Promise<Shown> {
  const shown: Record<string, Lines> = {};
  const start = (world: World): void => void world.cDriver(command, "theirs");
  await through(board, { theirs: sectionOf(board, false) }, start, async (world, scene) => {
    await world.awaitStatus("theirs", scene.status, 10_000);
    await sleep(SETTLED_MS);
    shown[scene.name] = (await shownOf(world, "theirs")).toSorted();
    return 0;
  });
  return shown;
}

/** Ours alone shows what the C driver has shown. */
export const asShown = (board: Board, shown: Shown): Promise<string> =>
  through(
    board,
    { ours: sectionOf(board, true) },
    (world) => void world.driver("ours"),
    (world, scene) => alike(world, scene, () => shown[scene.name] ?? []),
  );
