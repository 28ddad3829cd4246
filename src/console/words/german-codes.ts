import type { ApprovalReason } from "../../domain/deletion-guard.js";
import { type EntityName, entityList } from "../../domain/entities/index.js";
import type { ErrorCode } from "../../domain/errors.js";
import type { FindingCode } from "../../domain/integrity-rule.js";
import type { IssueCode } from "../../domain/issue.js";

const issues: Readonly<Record<IssueCode, string>> = {
  REQUIRED: "In einer Pflichtspalte fehlt der Wert.",
  TOO_LONG: "Der Wert hat mehr Zeichen, als die Spalte erlaubt.",
  INVALID_DATE: "Kein Zeitpunkt nach RFC 3339 mit Sekunden und Zone, oder ein Datum, das es nicht gibt.",
  END_BEFORE_START: "Das Ende liegt nicht nach dem Anfang.",
  INVALID_TIME_ZONE: "Kein Name der IANA-Zeitzonen.",
  INVALID_LANGUAGE: "Kein wohlgeformtes Sprachkürzel nach BCP 47.",
  INVALID_COUNTRY: "Kein vergebenes Länderkürzel nach ISO 3166-1 (zwei Buchstaben).",
  INVALID_EMAIL: "Keine E-Mail-Adresse, oder eine Liste mit einem Eintrag, der keine ist.",
  INVALID_URL: "Keine vollständige https-Adresse.",
  INVALID_SLUG: "Ein Slug darf Kleinbuchstaben a bis z, Ziffern und Bindestriche haben.",
  INVALID_INTEGER: "Keine ganze Zahl in Ziffern.",
  OUT_OF_RANGE: "Die Zahl ist kleiner oder größer, als die Spalte erlaubt.",
  INVALID_BOOLEAN: "Keines von true, false, yes, no, 1, 0.",
  UNKNOWN_CHOICE: "Keiner der Werte, die die Spalte kennt.",
  INVALID_TYPE: "Der Wert hat einen anderen Typ als die Spalte, etwa eine Zahl statt Text.",
  INVALID_TEXT: "Der Text enthält ein NUL-Zeichen oder ein halbes Zeichen, das keine Datenbank speichert.",
  INVALID_ID: "Die Kennung hat Zeichen, die unsichtbar sind oder nicht in eine Adresse passen.",
  INVALID_PRE_HASHING: "Die Beschreibung, wie ein Passwort gehasht wurde, hat nicht die beschriebene Form.",
  NOT_AN_OBJECT: "Das Element der Liste ist kein Objekt.",
  DUPLICATE_PROPERTY: "Das Objekt nennt eine Eigenschaft zweimal; welcher Wert gilt, ist unklar.",
  COLUMN_COUNT: "Die Zeile hat mehr oder weniger Zellen als die Kopfzeile.",
  DUPLICATE_KEY: "Die Kennung steht schon weiter oben in der Datei; das erste Vorkommen zählt.",
  DUPLICATE_SLUG: "Der Slug würde nach dem Import zwei Zeilen gehören.",
  MISSING_REFERENCE: "Die Zeile verweist auf etwas, das nicht gespeichert ist.",
  ALREADY_STORED: "Der Import legt nur an, und eine Zeile mit dieser Kennung ist schon gespeichert.",
  NOT_STORED: "Der Import ändert nur, und keine Zeile mit dieser Kennung ist gespeichert.",
  ERASED: "Die Kennung wurde gelöscht, nachdem der Import angenommen war; die Zeile blieb weg.",
  OWNER_CHANGED: "Hinweis: Die Zeile kam bisher aus einer anderen Quelle und gehört nun zu dieser.",
  SPREADSHEET_ID:
    "Hinweis: Die Kennung sieht aus wie eine lange Zahl, die eine Tabellenkalkulation gekürzt hat, etwa 9,91214E+15.",
  UNKNOWN_COLUMN: "Hinweis: Die Kopfzeile nennt eine Spalte, die es nicht gibt; sie blieb weg.",
  LEFT_OUT: "Hinweis: In der Datei steht etwas, das nichts bedeutet; es blieb weg.",
  NO_ROWS: "Hinweis: Die Datei hat eine Kopfzeile und keine Zeilen.",
};

const findings: Readonly<Record<FindingCode, string>> = {
  MISSING_REFERENCE: "Die Zeile verweist auf etwas, das nicht gespeichert ist.",
  NO_LECTURER: "Der Kurs hat keine Lehrenden.",
  NO_GROUP: "Der Kurs hat keine Gruppe.",
  SEVERAL_GROUPS: "Die Person ist in mehr als einer Gruppe eines Kurses.",
  PARENT_CYCLE: "Die Organisation ist ihre eigene Vorfahrin.",
};

const reasons: Readonly<Record<ApprovalReason, string>> = {
  EMPTY_FILE: "Die Datei hat keine Zeilen.",
  REJECTED_ROWS: "Zeilen der Datei wurden abgelehnt; ob das Fehlende mit Absicht fehlt, ist unklar.",
  LARGE_SHARE: "Ein größerer Anteil der Zeilen dieser Quelle würde gelöscht, als ohne Frage erlaubt ist.",
  MANY_ROWS: "Mehr Zeilen würden gelöscht, als ohne Frage erlaubt sind.",
};

const errors: Readonly<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: "Bitte melden Sie sich an",
  FORBIDDEN: "Die Rolle des Schlüssels erlaubt das nicht",
  CROSS_SITE_REQUEST: "Die Anfrage kam von der Seite einer anderen Adresse",
  ROUTE_NOT_FOUND: "Unter dieser Adresse ist nichts",
  JOB_NOT_FOUND: "Diesen Import gibt es nicht",
  SCHEDULE_NOT_FOUND: "Diesen Zeitplan gibt es nicht",
  SCHEDULE_RUNNING: "Der vorige Import des Zeitplans ist noch nicht beendet",
  ASSET_NOT_FOUND: "Diese Datei gibt es nicht",
  ASSET_IN_USE: "Ein Zeitplan braucht die Datei",
  ASSET_TOO_LARGE: "Die Datei ist zu groß",
  WRONG_JOB_STATE: "Der Zustand des Imports lässt das nicht zu",
  UNDO_EXPIRED: "Was zum Rückgängigmachen nötig ist, wird nicht mehr aufbewahrt",
  ROWS_EXPIRED: "Die einzelnen Zeilen werden nicht mehr aufbewahrt",
  BODY_DELETED: "Die Liste enthielt Geheimnisse und wurde mit dem Ende des Imports gelöscht",
  INVALID_CORRECTIONS: "Die Korrekturen passen nicht zu den abgelehnten Zeilen",
  INVALID_BODY: "Die Eingabe passt nicht",
  INVALID_QUERY: "Ein Filter hat einen Wert, den es nicht gibt",
  DATABASE_UNAVAILABLE: "Die Datenbank antwortet gerade nicht",
  TEMPORAL_UNAVAILABLE: "Temporal antwortet gerade nicht",
  STORAGE_UNAVAILABLE: "Die Ablage der Dateien antwortet gerade nicht",
  STORAGE_FULL: "In der Ablage ist kein Platz mehr",
  INTERNAL_ERROR: "Ein Fehler, der nicht vorkommen sollte",
  TOO_MANY_OPEN_IMPORTS: "So viele Importe, wie die Grenze erlaubt, sind noch nicht beendet",
  METHOD_NOT_ALLOWED: "Diese Adresse kennt die Methode nicht",
  UNKNOWN_ENTITY: "Diese Art von Zeilen gibt es nicht",
  SUBJECT_NOT_FOUND: "Von dieser Kennung ist nichts bekannt",
  INVALID_SCHEDULE: "Zu diesen Zeiten würde nie etwas beginnen",
  ASSET_EXISTS: "Unter dem Pfad liegt schon eine Datei",
  DIGEST_MISMATCH: "Die Datei passt nicht zu ihrer Prüfsumme",
  INVALID_DIGEST: "Die Prüfsumme ist nicht zu lesen",
  INVALID_ASSET_PATH: "Der Pfad der Datei ist nicht erlaubt",
  UNSUPPORTED_ASSET: "Diese Art von Datei lässt sich nicht importieren",
  INVALID_JSON: "Das ist kein JSON",
  INVALID_XML: "Das ist kein wohlgeformtes XML",
  DOCTYPE_REFUSED: "XML mit einem Dokumenttyp wird nicht angenommen",
  NOT_A_LIST: "Das ist keine Liste",
  EMPTY_LIST: "Die Liste ist leer",
  NO_USABLE_ENTITY: "Kein Element der Liste ist ein Objekt mit einer Kennung",
  TOO_DEEP: "Der Inhalt ist tiefer verschachtelt als erlaubt",
  IDEMPOTENCY_KEY_REUSED: "Der Idempotency-Key gehört zu einer anderen Anfrage",
  UNSUPPORTED_MEDIA_TYPE: "Diese Art von Inhalt wird hier nicht angenommen",
  BODY_TOO_LARGE: "Der Inhalt ist größer als erlaubt",
  INVALID_REQUEST: "Das ist keine HTTP-Anfrage",
  HEADERS_TOO_LARGE: "Adresse und Kopfzeilen sind größer als erlaubt",
  REQUEST_STALLED: "Vom Inhalt kam nichts mehr",
  REQUEST_ABORTED: "Der Inhalt brach ab",
  EMPTY_FILE: "Die Datei ist leer",
  UNCLOSED_QUOTE: "Ein Anführungszeichen wird nie geschlossen",
  STRAY_QUOTE: "Hinter dem schließenden Anführungszeichen einer Zelle steht Text",
  NUL_BYTE: "Die Datei enthält ein NUL-Zeichen",
  INVALID_ENCODING: "Die Datei ist kein gültiger Text",
  MISSING_COLUMN: "In der Kopfzeile fehlt eine Pflichtspalte",
  DUPLICATE_COLUMN: "Die Kopfzeile nennt eine Spalte zweimal",
  TOO_MANY_COLUMNS: "Die Kopfzeile hat mehr Spalten als erlaubt",
  TOO_MANY_ROWS: "Die Datei hat mehr Zeilen als erlaubt",
  RECORD_TOO_LARGE: "Eine Zeile ist größer als erlaubt",
  INVALID_ROWS: "Die Datei hat ungültige Zeilen, und der Import sollte dann enden",
  APPROVAL_EXPIRED: "Die Löschungen wurden nicht rechtzeitig freigegeben",
  CANCELLED: "Der Import wurde abgebrochen",
  STEP_LOST: "Ein Schritt des Imports ging immer wieder verloren",
  WORKFLOW_TERMINATED: "Der Workflow des Imports ist beendet, und der Import war noch offen",
  WORKFLOW_LOST: "Den Workflow des Imports gibt es nicht mehr",
};

/** An entity without a German name here has the label of its declaration. */
const germanNames: Readonly<Partial<Record<EntityName, string>>> = {
  courseGroupInPersonEvent: "Kursgruppe in Präsenz",
  inPersonEvent: "Präsenztermin",
  courseGroupWebinar: "Webinar-Kursgruppe",
  webinar: "Webinar",
  user: "Person",
  organization: "Organisation",
  student: "Studierende",
  course: "Kurs",
  group: "Gruppe",
  event: "Termin",
  survey: "Umfrage",
};

const entities: Readonly<Record<string, string>> = {
  ...Object.fromEntries(entityList.map(({ name, label }) => [name, label])),
  ...germanNames,
};

/** What the codes mean, in German: another code does not compile without its meaning here. */
export const germanCodes = { issues, findings, reasons, errors, entities };
