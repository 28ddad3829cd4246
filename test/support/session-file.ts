const columns = ["id", "title", "startDate", "endDate", "timeZone", "locationName", "address1", "city", "country"];

/** A CSV of course groups; each row is good except for the cells that are given. */
export function sessionFile(rows: readonly Readonly<Record<string, string>>[], delimiter = ","): string {
  const good = {
    title: "Data Ethics",
    startDate: "2027-01-05T08:00:00.000Z",
    endDate: "2027-01-05T16:00:00.000Z",
    timeZone: "Europe/Vienna",
    locationName: "Campus",
    address1: "Main Street 1",
    city: "Vienna",
    country: "AT",
  };
  const lines = rows.map((row, at) => {
    const cells: Record<string, string> = { id: `cg-${at + 1}`, ...good, ...row };
    return columns.map((column) => quoted(cells[column] ?? "", delimiter)).join(delimiter);
  });
  return [columns.join(delimiter), ...lines, ""].join("\n");
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
