/** `6 min`, `1 h 5 min`, `45 s`, `1 min 30 s`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const parts = [
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(rest > 0 && hours === 0 && minutes < 10 ? [`${rest} s`] : []),
  ];
  return parts.join(" ") || "0 s";
}
