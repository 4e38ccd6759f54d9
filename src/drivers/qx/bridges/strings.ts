/** Answers that a chip keeps in its string descriptors. */
import type { UsbAnswer, UsbPipe, UsbRequest } from "../../../device/usb-pipe.ts";
import { ANSWER_MS, went } from "./bridge.ts";

const GET_DESCRIPTOR = 6;
const STRING = 0x300;
const STRING_TYPE = 3;
/** Some devices choke on more. */
const LENGTH = 255;

const stringRequest = (index: number, language: number): UsbRequest => ({
  type: "standard",
  recipient: "device",
  request: GET_DESCRIPTOR,
  value: STRING + index,
  index: language,
});

export const askString = (pipe: UsbPipe, index: number, language: number, length = LENGTH): Promise<UsbAnswer> =>
  pipe.controlIn(stringRequest(index, language), length, ANSWER_MS);

/** UTF-16 as ASCII; whatever is none is a question mark. */
function plainText(descriptor: Uint8Array): string {
  let text = "";
  for (let at = 2; at + 1 < descriptor.length; at += 2) {
    const [low = 0, high = 0] = descriptor.subarray(at, at + 2);
    text += high === 0 && low < 0x80 ? String.fromCharCode(low) : "?";
  }
  return text;
}

/** The first language of the device. */
export async function firstLanguage(pipe: UsbPipe): Promise<number | undefined> {
  const answer = await askString(pipe, 0, 0);
  if (!(await went(pipe, answer, 0)) || answer.kind !== "data" || answer.bytes.length < 4) return undefined;
  const [, , low = 0, high = 0] = answer.bytes;
  return low + high * 0x100;
}

/** `broken`: the descriptor does not have the length that it states. */
export type StringAnswer =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "broken" }
  | { readonly kind: "none" };

/** A string descriptor as text: in the language given, else in the device's first, which is asked for every time. */
export async function readString(
  pipe: UsbPipe,
  index: number,
  language: number | undefined,
  length = LENGTH,
): Promise<StringAnswer> {
  const spoken = language ?? (await firstLanguage(pipe));
  if (spoken === undefined) return { kind: "none" };
  const answer = await askString(pipe, index, spoken, length);
  if (!(await went(pipe, answer, 0)) || answer.kind !== "data" || answer.bytes.length === 0) return { kind: "none" };
  const [stated = 0, type] = answer.bytes;
  const { length: came } = answer.bytes;
  if (stated > came || type !== STRING_TYPE) return { kind: "broken" };
  return { kind: "text", text: plainText(answer.bytes.subarray(0, stated)) };
}
