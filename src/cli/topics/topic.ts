export interface HelpTopic {
  readonly name: string;
  readonly summary: string;
  /** Plain text, at most 40 lines of 80 columns; a command to type stands alone in a line that four blanks begin. */
  readonly page: string;
}
