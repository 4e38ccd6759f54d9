/** nutts doctor: check, and then whether what runs does what the files say. */
import { resolve } from "node:path";
import { callName } from "../../cli/call-name.ts";
import type { CommandLine } from "../../cli/options.ts";
import { palette } from "../../cli/palette.ts";
import type { Io } from "../../cli/program.ts";
import { didYouMean } from "../../conf/suggest.ts";
import { NutError } from "../../nut/errors.ts";
import { thisMachine } from "../system/machine.ts";
import { diagnose, examine } from "./diagnose.ts";
import { diagnosisObject, humanDiagnosis, isIll } from "./report.ts";
import type { DoctorInput } from "./row.ts";
import { DOCTOR_ROWS } from "./rows/all.ts";

const usage = (text: string): NutError => new NutError("usage", text);

function listRows(io: Io): number {
  const width = Math.max(...DOCTOR_ROWS.map(({ name }) => name.length));
  for (const { name, looksAt } of DOCTOR_ROWS) io.out(`${name.padEnd(width)}  ${looksAt}\n`);
  return 0;
}

function explainRow(name: string, io: Io): number {
  const row = DOCTOR_ROWS.find((each) => each.name === name);
  const names = DOCTOR_ROWS.map((each) => each.name);
  if (!row) throw usage(`there is no row ${name}; ${didYouMean(name, names) ?? "nutts doctor --rows lists them"}`);
  io.out(`${row.name}\n\nLooks at: ${row.looksAt}\n\n${row.means}\n\nMend: ${row.mend}\n`);
  return 0;
}

function gather(line: CommandLine, io: Io): Promise<DoctorInput> {
  const conf = line.value("conf");
  if (conf === "") throw usage("--conf needs a folder");
  const machine = thisMachine(conf === undefined ? io.env : { ...io.env, NUT_CONFPATH: resolve(conf) });
  return examine(machine, machine.facts.confPath);
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  const [operand] = line.operands;
  if (operand !== undefined) throw usage(`"${operand}" is no option; the folder goes behind --conf`);
  if (line.has("rows")) return listRows(io);
  const row = line.value("explain");
  if (row !== undefined) return explainRow(row, io);
  const input = await gather(line, io);
  const diagnosis = diagnose(input);
  if (line.has("json")) io.out(`${JSON.stringify(diagnosisObject(input.check, diagnosis), undefined, 2)}\n`);
  else {
    const columns = io.interactive ? process.stdout.columns || 80 : undefined;
    const reader = { paint: await palette(io), columns, call: callName(io.env, process.argv[1]) };
    io.out(await humanDiagnosis(input.check, diagnosis, reader));
  }
  return isIll(diagnosis) ? 1 : 0;
}
