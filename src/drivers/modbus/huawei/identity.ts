/**
 * Who a UPS2000 is, from its device identification: 0x87 counts the UPSes on the line, 0x88 describes the first.
 *
 *     1=UPS2000;2=V100R001C01SPC120;3=D4G2.1;4=2102311234;5=1;6=0
 */
import { DeviceError } from "../../types.ts";

const COUNT = 0x87;
const FIRST = 0x88;
const MODELS: readonly string[] = ["UPS2000", "UPS2000A", "UPS2000G"];

export interface HuaweiIdentity {
  readonly model: string;
  readonly firmware: string;
  readonly protocol: string;
  readonly serial: string;
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(";").map((pair) => pair.split("="));
  return new Map(pairs.flatMap(([key, value]) => (key && value ? [[key.trim(), value.trim()] as const] : [])));
}

const absent = (why: string): DeviceError => new DeviceError("absent", why);

/** Throws DeviceError `absent` for what is no UPS2000, alone on its line. */
export function identityOf(objects: ReadonlyMap<number, Uint8Array>, name: string): HuaweiIdentity {
  const count = [...(objects.get(COUNT) ?? [])].reduce((sum, byte) => sum * 256 + byte, 0);
  if (count !== 1) throw absent(`${name}: ${count} UPSes on the line, and only one can be spoken to`);
  const fields = fieldsOf(Buffer.from(objects.get(FIRST) ?? []).toString("latin1"));
  const [model, firmware, protocol, serial] = ["1", "2", "3", "4"].map((key) => fields.get(key));
  if (!model || !firmware || !protocol || !serial) throw absent(`${name}: the UPS does not say who it is`);
  if (!MODELS.includes(model)) throw absent(`${name}: a ${model}, which is none of ${MODELS.join(", ")}`);
  return { model, firmware, protocol, serial };
}
