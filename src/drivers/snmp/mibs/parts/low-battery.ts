/** Low batteries as RFC 1628 has them: of cards whose own MIB has no object for it, or one that stays as it is. */
import { statusAt } from "../../mib.ts";

export const LOW_BATTERY = statusAt("1.3.6.1.2.1.33.1.2.1.0", [
  [3, "LB"],
  [4, "LB"],
]);
