/** How far the clocks of a zone are ahead of UTC at a moment, in minutes. */
function offsetAt(moment: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(moment);
  const text = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? [];
  return sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Whether the clocks of a zone are changed between the first and the last of some moments. */
export function clocksChange(moments: readonly string[], timeZone: string): boolean {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return false;
  return offsetAt(new Date(first), timeZone) !== offsetAt(new Date(last), timeZone);
}
