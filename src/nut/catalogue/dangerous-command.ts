/** Commands after which the load has no power, or might not have it when it is needed. */
const DANGEROUS =
  /(^|\.)(load\.(off|cycle)|shutdown\.|driver\.(killpower|exit)|bypass\.start|calibrate\.start|test\.(failure|battery)\.start|test\.(grid|system\.start)|reset\.watchdog)/;
/** Of those, what only calls something off, and what a healthy battery bears. */
const HARMLESS = /(^|\.)(shutdown\.stop|test\.battery\.start\.quick|driver\.reload(-or-\w+)?)$/;

export const isDangerousCommand = (command: string): boolean => DANGEROUS.test(command) && !HARMLESS.test(command);
