/** What rows are put together from. */

export interface Town {
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly zone: string;
  /** Of its standard time; a row may write its dates with it. */
  readonly offset: string;
  /** `0` stands for any digit. */
  readonly zipCode: string;
  readonly street: string;
}

type TownRow = readonly [string, string, string, string, string, string, string];

const townRows: readonly [TownRow, ...TownRow[]] = [
  ["Innsbruck", "Tirol", "AT", "Europe/Vienna", "+01:00", "6000", "Maria-Theresien-Straße"],
  ["Klagenfurt", "Kärnten", "AT", "Europe/Vienna", "+01:00", "9000", "Völkermarkter Straße"],
  ["Tübingen", "Baden-Württemberg", "DE", "Europe/Berlin", "+01:00", "72000", "Mühlstraße"],
  ["Bremen", "Bremen", "DE", "Europe/Berlin", "+01:00", "28000", "Am Wall"],
  ["Genève", "GE", "CH", "Europe/Zurich", "+01:00", "1200", "Rue du Rhône"],
  ["Besançon", "Bourgogne-Franche-Comté", "FR", "Europe/Paris", "+01:00", "25000", "Grande Rue"],
  ["A Coruña", "Galicia", "ES", "Europe/Madrid", "+01:00", "15000", "Rúa Real"],
  ["Gdańsk", "Pomorskie", "PL", "Europe/Warsaw", "+01:00", "80-000", "ulica Długa"],
  ["Brno", "", "CZ", "Europe/Prague", "+01:00", "600 00", "Masarykova"],
  ["Göteborg", "Västra Götaland", "SE", "Europe/Stockholm", "+01:00", "411 00", "Kungsportsavenyn"],
  ["Cork", "County Cork", "IE", "Europe/Dublin", "+00:00", "T12 0000", "Saint Patrick's Street"],
  ["Θεσσαλονίκη", "", "GR", "Europe/Athens", "+02:00", "546 00", "Τσιμισκή"],
  ["İzmir", "", "TR", "Europe/Istanbul", "+03:00", "35000", "Atatürk Caddesi"],
  ["Québec", "QC", "CA", "America/Toronto", "-05:00", "G1R 0A0", "Rue Saint-Jean"],
  ["Portland", "OR", "US", "America/Los_Angeles", "-08:00", "97000", "Burnside Street"],
  ["Austin", "TX", "US", "America/Chicago", "-06:00", "78700", "Congress Avenue"],
  ["Florianópolis", "SC", "BR", "America/Sao_Paulo", "-03:00", "88000-000", "Rua Felipe Schmidt"],
  ["京都", "京都府", "JP", "Asia/Tokyo", "+09:00", "600-0000", "四条通"],
  ["Pune", "MH", "IN", "Asia/Kolkata", "+05:30", "411000", "Fergusson College Road"],
  ["Perth", "WA", "AU", "Australia/Perth", "+08:00", "6000", "Hay Street"],
];

function town([city, state, country, zone, offset, zipCode, street]: TownRow): Town {
  return { city, state, country, zone, offset, zipCode, street };
}

const [firstTown, ...otherTowns] = townRows;
export const towns: readonly [Town, ...Town[]] = [town(firstTown), ...otherTowns.map(town)];

export const subjects = [
  "Project Planning",
  "Chemistry Lab Safety",
  "Gespräche führen",
  "Gestion du stress",
  "Spreadsheet Modelling",
  "Fire Wardens' Refresher",
  "Rhetorik für Fachleute",
  "Introduction to Statistics",
  "Atención al cliente",
  "Négocier à plusieurs",
  "Occupational Health",
  "Öffentliches Vergaberecht",
  "Data Protection in Daily Work",
  "Pair Programming",
] as const;

export const formats = ["Workshop", "Seminar", "Evening Course", "Übung", "Atelier", "Masterclass"] as const;

export const sentences = [
  "We work in groups of four on problems that participants bring along.",
  "Vormittags gibt es Theorie, nachmittags Übungen am eigenen Beispiel.",
  "Materials, lunch, and a certificate are part of the fee.",
  "Une attestation est remise à la fin, sous réserve de présence.",
  "A short quiz, taken in pairs, closes each half of the day.",
  "Previous knowledge is welcome, but nobody needs any.",
  "The room has step-free access; tell us about anything else you need.",
  "After six weeks we meet again, online, for an hour.",
] as const;

export const quotations = [
  'Its motto is "first listen, then speak".',
  'Known among colleagues as "the long Thursday", it is shorter than it sounds.',
  'Bitte das Kapitel "Grundlagen" vorher lesen.',
] as const;

export const notes = [
  "The entrance is in the courtyard.",
  "Please bring your own laptop, and a charger.",
  "Ausweis am Empfang vorzeigen.",
  "Le parking est gratuit après 17 h.",
] as const;

export const tagWords = ["safety", "compliance", "basics", "advanced", "soft skills", "Führung", "evening"] as const;
export const languages = ["en", "en-GB", "de", "de-AT", "fr", "es", "pl", "sv", "pt-BR", "ja"] as const;
export const statuses = ["published", "published", "draft", "archived"] as const;
export const booleans = ["true", "false", "yes", "no", "1", "0"] as const;
export const trainers = ["amelie", "boris", "carla", "dmitri", "esra", "frank", "gita", "hanna", "ivo"] as const;
export const domains = ["academy.example.org", "trainers.example.net"] as const;
export const buildings = ["Seminar Centre", "Haus der Bildung", "Campus", "Espace"] as const;
