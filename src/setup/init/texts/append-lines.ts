/** Adds lines at the end of a user's file, in the line ends that it has. */
export function appendLines(text: string, lines: readonly string[]): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const parted = text === "" || text.endsWith("\n") ? text : text + end;
  return parted + lines.map((line) => line + end).join("");
}
