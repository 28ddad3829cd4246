/** Students in each format that an import takes: the same rows, as text. */
export const studentFormats = {
  CSV: { contentType: "text/csv", text: csv },
  JSON: { contentType: "application/json", text: json },
  XML: { contentType: "application/xml", text: xml },
} as const;

interface Student {
  readonly id: string;
  readonly userId: string;
  readonly matriculationNumber: string;
  readonly active: boolean;
}

function* students(first: number, rows: number): Generator<Student> {
  for (let row = first; row < first + rows; row++) {
    const no = String(row).padStart(8, "0");
    yield { id: `student_${no}`, userId: `user_${no}`, matriculationNumber: no, active: row % 5 !== 0 };
  }
}

function csv(first: number, rows: number): string {
  let text = "id,userId,matriculationNumber,active\n";
  for (const { id, userId, matriculationNumber, active } of students(first, rows)) {
    text += `${id},${userId},${matriculationNumber},${active}\n`;
  }
  return text;
}

function json(first: number, rows: number): string {
  const parts: string[] = [];
  for (const student of students(first, rows)) parts.push(JSON.stringify(student));
  return `[${parts.join(",\n")}]`;
}

function xml(first: number, rows: number): string {
  let text = "<students>";
  for (const { id, userId, matriculationNumber, active } of students(first, rows)) {
    text += `<student><id>${id}</id><userId>${userId}</userId><matriculationNumber>${matriculationNumber}</matriculationNumber><active>${active}</active></student>\n`;
  }
  return `${text}</students>`;
}
