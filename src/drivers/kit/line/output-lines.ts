import type { OutputLines, SerialLine } from "../../../device/serial-line.ts";

/** Sets lines that feed a cable. Pseudo-terminals have none, and some adapters refuse: false, but no fault. */
export const feedCable = (line: SerialLine, lines: OutputLines): Promise<boolean> =>
  line.setLines(lines).then(
    () => true,
    () => false,
  );
