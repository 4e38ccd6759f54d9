import { escapeWord } from "../../../nut/words.ts";
import { REQUESTS } from "../../requests.ts";
import { list, utf8 } from "../answer.ts";
import { verb } from "../verb.ts";

export const listUps = verb(REQUESTS.listUps, { extra: "ignored" }, ({ served }) => {
  const rows = [...served.all()].map(
    ({ name, description }) => `UPS ${name} "${escapeWord(description ?? "Description unavailable")}"\n`,
  );
  return list("UPS", utf8(rows.join("")));
});
