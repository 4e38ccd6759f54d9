/** Which parts of an installed NUT of the C project nutts takes over. */
import type { Asker } from "../../../cli/asker.ts";
import { driverPart, type Part, parsePart } from "../../service/parts.ts";
import type { Answers } from "../answers.ts";
import type { Given } from "../flags.ts";

/** What there is to choose from; a machine that follows another has upsmon alone. */
const partsOf = (answers: Answers, driversApart: boolean): readonly Part[] =>
  answers.role === "netclient"
    ? ["upsmon"]
    : [...(driversApart ? answers.upses.map(({ name }) => driverPart(name)) : []), "upsd", "upsmon"];

/** `driversApart`: each driver is a service of its own. Undefined stands for everything. Throws NutError `usage`. */
export async function askParts(
  { only }: Given,
  answers: Answers,
  driversApart: boolean,
  asker: Asker,
): Promise<readonly Part[] | undefined> {
  const upsnames = answers.role === "netclient" ? [] : answers.upses.map(({ name }) => name);
  if (only.length > 0) return only.map((word) => parsePart(word, upsnames));
  const all = partsOf(answers, driversApart);
  if (all.length === 1) return undefined;
  const chosen = await asker.chooseSome({
    question: "What of the installed NUT shall nutts take over? The rest stays as it is",
    option: "--only",
    choices: all.map((part) => ({ name: part, value: part, chosen: true })),
  });
  return chosen.length === all.length ? undefined : chosen;
}
