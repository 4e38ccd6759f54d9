/** Drivers of UPSes of Best Power that answer with a prompt: they differ in how a model is told. */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { PromptLine } from "./prompt-line.ts";
import type { Asked, BestRow, Token } from "./rows.ts";

export interface Model {
  readonly name: string;
  readonly facts?: Link<Asked, string, string, Token>["facts"];
  readonly rows: readonly BestRow[];
}
/** The model behind a line, or why there is none. Throws DeviceError `lost`. */
type Identify = (line: PromptLine) => Promise<Model | string>;

const MAKER = "Best Power";
/** What an earlier conversation left behind is ended by the first. */
const GREETINGS = 3;

async function modelOn(line: PromptLine, identify: Identify): Promise<Model | string> {
  for (let tries = 0; tries < GREETINGS; tries++)
    if (await line.ask("")) return (await line.record()) ? identify(line) : "it does not answer f with its record";
  return `no UPS of ${MAKER} answers with a prompt`;
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
  identify: Identify,
): Promise<Link<Asked, string, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 1200, flow: "software" });
  opened(port);
  const line = new PromptLine(port, clock);
  const model = await modelOn(line, identify);
  if (typeof model === "string") {
    const advice =
      "Check that the UPS is on, the cable, port in ups.conf, and by nutts driver devices which is its driver";
    throw new DeviceError("absent", `${settings.port}: ${model}. ${advice}`);
  }
  return {
    title: `${MAKER} ${model.name} on ${settings.port}`,
    facts: [["ups.mfr", MAKER], ["ups.model", model.name], ...(model.facts ?? [])],
    rows: model.rows,
    read: (asked) => line.read(asked),
    order: (order) => line.order(order),
    close: () => port.close(),
  };
}

export const prompted = (
  { name, title, version }: Pick<DriverDefinition, "name" | "title" | "version">,
  rows: readonly BestRow[],
  identify: Identify,
): DriverDefinition => ({
  name,
  title,
  version,
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver(
      {
        rows,
        placeOf: ({ ask }) => ask,
        open: (own, opened) => open(own, opened, identify),
        killpower: "shutdown.return",
      },
      context,
    ),
});
