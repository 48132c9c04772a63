//! One messy export of the organisation, from a seed.

use super::chance::Chance;
use super::clean::{Organisation, Part, Person, Use};
use super::written::{Days, Encoding, Numbers, Truths};
use jiff::civil::Date;

/// Headings in a language, in the order of the columns.
struct Headings {
    language: &'static str,
    uses: [&'static str; 6],
    people: [&'static str; 7],
    remark: &'static str,
    total: &'static str,
    title: &'static str,
}

const HEADINGS: [Headings; 8] = [
    Headings {
        language: "contract",
        uses: ["interaction_id", "person_id", "at", "tool", "documented", "quantity"],
        people: ["person_id", "role", "segment", "team", "region", "hired_on", "left_on"],
        remark: "comment",
        total: "Total",
        title: "Usage report",
    },
    Headings {
        language: "english",
        uses: ["Event ID", "Employee", "Date", "Tool", "Documented", "Count"],
        people: [
            "Employee",
            "Job Title",
            "Segment",
            "Department",
            "Region",
            "Hire Date",
            "Last Day",
        ],
        remark: "Remark",
        total: "Grand Total",
        title: "Usage of tools",
    },
    Headings {
        language: "english, other words",
        uses: [
            "Record Id",
            "User Name",
            "Used On",
            "AI Tool",
            "Is Documented",
            "Number Of Uses",
        ],
        people: [
            "User Name",
            "Position",
            "Customer Segment",
            "Team",
            "Territory",
            "Start Date",
            "Termination Date",
        ],
        remark: "Free text",
        total: "Sum",
        title: "Export",
    },
    Headings {
        language: "german",
        uses: [
            "Vorgangsnummer",
            "Mitarbeiter",
            "Datum",
            "Werkzeug",
            "Dokumentiert",
            "Anzahl",
        ],
        people: [
            "Mitarbeiter",
            "Funktion",
            "Kundensegment",
            "Abteilung",
            "Region",
            "Eintritt",
            "Austritt",
        ],
        remark: "Bemerkung",
        total: "Summe",
        title: "Nutzung der Werkzeuge",
    },
    Headings {
        language: "german, other words",
        uses: ["Lfd. Nr.", "Name", "Tag", "KI-Werkzeug", "Nachweis", "Menge"],
        people: [
            "Name",
            "Rolle",
            "Segment",
            "Team",
            "Gebiet",
            "Eintrittsdatum",
            "Austrittsdatum",
        ],
        remark: "Notiz",
        total: "Gesamtergebnis",
        title: "Auswertung für die Geschäftsführung",
    },
    Headings {
        language: "french",
        uses: [
            "Numéro",
            "Salarié",
            "Date d'utilisation",
            "Outil",
            "Documenté",
            "Nombre",
        ],
        people: [
            "Salarié",
            "Poste",
            "Segment",
            "Équipe",
            "Région",
            "Date d'embauche",
            "Date de départ",
        ],
        remark: "Remarque",
        total: "Total général",
        title: "Utilisation des outils",
    },
    Headings {
        language: "spanish",
        uses: ["Número", "Empleado", "Fecha", "Herramienta", "Documentado", "Cantidad"],
        people: [
            "Empleado",
            "Puesto",
            "Segmento",
            "Equipo",
            "Región",
            "Fecha de contratación",
            "Fecha de baja",
        ],
        remark: "Comentario",
        total: "Suma",
        title: "Uso de herramientas",
    },
    Headings {
        language: "italian",
        uses: ["Numero", "Dipendente", "Data", "Strumento", "Documentato", "Quantità"],
        people: [
            "Dipendente",
            "Ruolo",
            "Segmento",
            "Squadra",
            "Regione",
            "Data di assunzione",
            "Data di cessazione",
        ],
        remark: "Nota",
        total: "Totale",
        title: "Utilizzo degli strumenti",
    },
];

/// A messy export.
pub(super) struct Export {
    pub(super) dataset: &'static str,
    pub(super) part: Part,
    pub(super) file: &'static str,
    pub(super) bytes: Vec<u8>,
    /// What is messy about it.
    pub(super) traits: Vec<String>,
    /// What keeps it from having the original's figures, if something does.
    pub(super) broken: Vec<&'static str>,
}

/// The export of a seed.
pub(super) fn export(seed: u64, organisation: &Organisation) -> Export {
    let mut chance = Chance::new(seed);
    let part = Part {
        early: chance.percent(12),
        thousands: chance.percent(40),
    };
    let made = organisation.part(part);
    let people = chance.percent(25);
    let headings = &HEADINGS[chance.below(HEADINGS.len())];
    let mut writer = Writer {
        days: chance.one(&Days::ALL),
        numbers: chance.one(&Numbers::ALL),
        truths: chance.one(&Truths::ALL),
        traits: vec![headings.language.to_owned()],
        broken: Vec::new(),
        chance,
    };
    let table = match people {
        true => writer.people(headings, &made.people),
        false => writer.uses(headings, &made.uses),
    };
    let bytes = writer.file(table, headings);
    Export {
        dataset: if people { "people" } else { "interactions" },
        part,
        file: if people { "export-1.csv" } else { "export-2.csv" },
        bytes,
        traits: writer.traits,
        broken: writer.broken,
    }
}

/// Rows of texts, the headings first.
type Table = Vec<Vec<String>>;

struct Writer {
    days: Days,
    numbers: Numbers,
    truths: Truths,
    traits: Vec<String>,
    broken: Vec<&'static str>,
    chance: Chance,
}

impl Writer {
    fn note(&mut self, what: impl Into<String>) {
        self.traits.push(what.into());
    }

    fn breaks(&mut self, what: &'static str) {
        self.traits.push(what.to_owned());
        self.broken.push(what);
    }

    fn day(&mut self, day: Date) -> String {
        self.days.write(day)
    }

    fn uses(&mut self, headings: &Headings, uses: &[Use]) -> Table {
        self.note(format!("{:?} {:?} {:?}", self.days, self.numbers, self.truths));
        let remarked = self.chance.percent(40);
        let mut table: Table = vec![headings.uses.map(str::to_owned).to_vec()];
        if remarked {
            self.note("remarks with separators and line breaks");
            table[0].push(headings.remark.to_owned());
        }
        for (at, row) in uses.iter().enumerate() {
            let day = self.day(row.at);
            let mut fields = vec![
                row.id.clone(),
                row.person.clone(),
                day,
                row.tool.to_owned(),
                self.truths.write(row.documented, at).to_owned(),
                self.numbers.write(row.quantity),
            ];
            if remarked {
                let remarks = ["", "asked; twice, then \"done\"", "two\nlines", "plain", "a\tb | c"];
                fields.push(remarks[at % remarks.len()].to_owned());
            }
            table.push(fields);
        }
        self.spoil_uses(&mut table);
        table
    }

    /// Faults in rows of uses, which no reader can mend.
    fn spoil_uses(&mut self, table: &mut Table) {
        let middle = table.len() / 2;
        if self.chance.percent(15) {
            self.note("duplicates");
            for at in [3, middle] {
                let row = table[at].clone();
                table.insert(at + 2, row);
            }
        }
        if self.chance.percent(6) {
            self.breaks("a restated row");
            let mut row = table[middle].clone();
            row[5] = self.numbers.write(7);
            table.push(row);
        }
        if self.chance.percent(4) {
            self.breaks("a day that doesn't exist");
            table[middle][2] = "31.02.2026".to_owned();
        }
        if self.chance.percent(4) {
            self.breaks("days of both orders");
            for row in table.iter_mut().skip(middle) {
                let day = row[2].clone();
                row[2] = swapped(&day);
            }
        }
        if self.chance.percent(4) {
            self.breaks("somebody whom nobody knows");
            table[middle][1] = "Nobody Known".to_owned();
        }
        if self.chance.percent(4) {
            self.breaks("a quantity that is no number");
            table[middle][5] = "viele".to_owned();
        }
        if self.chance.percent(4) {
            self.breaks("a truth that is none");
            table[middle][4] = "unklar".to_owned();
        }
        if self.chance.percent(5) {
            self.breaks("no column for the tool");
            for row in table.iter_mut() {
                row.remove(3);
            }
        }
        if self.chance.percent(5) {
            self.breaks("a second column of days");
            let day = self.day(jiff::civil::date(2026, 3, 1));
            for (at, row) in table.iter_mut().enumerate() {
                row.push(if at == 0 { "Datum".to_owned() } else { day.clone() });
            }
        }
        if self.chance.percent(5) {
            self.breaks("a count under an unknown heading");
            let at = table[0]
                .iter()
                .position(|heading| heading == "Anzahl" || heading == "Count" || heading == "quantity");
            if let Some(at) = at {
                table[0][at] = "Wumms".to_owned();
            }
        }
    }

    fn people(&mut self, headings: &Headings, people: &[Person]) -> Table {
        self.note(format!("{:?}", self.days));
        let mut table: Table = vec![headings.people.map(str::to_owned).to_vec()];
        for row in people {
            let left_on = row.left_on.map(|day| self.day(day)).unwrap_or_default();
            let hired_on = self.day(row.hired_on);
            let texts = [&row.name, row.role, row.segment, row.team, row.region];
            let mut fields = texts.map(str::to_owned).to_vec();
            fields.extend([hired_on, left_on]);
            table.push(fields);
        }
        if self.chance.percent(10) {
            self.note("duplicates");
            let row = table[4].clone();
            table.push(row);
        }
        if self.chance.percent(6) {
            self.breaks("a restated row");
            let mut row = table[4].clone();
            row[2] = "Mid-Market".to_owned();
            row[3] = "Elsewhere".to_owned();
            table.push(row);
        }
        table
    }

    /// The table as bytes, with lines around it.
    fn file(&mut self, mut table: Table, headings: &Headings) -> Vec<u8> {
        let numeric = table[0].iter().any(|heading| headings.uses[5] == heading);
        self.widen(&mut table);
        let separator = self.chance.one(&[',', ';', ';', ';', '\t', '|']);
        let quote = self.chance.one(&['"', '"', '"', '"', '\'']);
        let always = self.chance.percent(20);
        let end = self.chance.one(&["\n", "\r\n", "\r\n", "\r"]);
        self.note(format!(
            "{separator:?} {quote}{} {end:?}",
            if always { " always" } else { "" }
        ));
        let width = table[0].len();
        let dense = |cells: &[String]| {
            let quoted: Vec<String> = cells
                .iter()
                .map(|cell| quoted(cell, separator, quote, always))
                .collect();
            quoted.join(&separator.to_string())
        };
        let mut lines: Vec<String> = Vec::new();
        if self.chance.percent(6) {
            self.note("sep=");
            lines.push(format!("sep={separator}"));
        }
        self.above(&mut lines, headings, (separator, width));
        let trailing = self.trailing();
        for (at, row) in table.iter().enumerate() {
            let mut line = dense(row).replace('\n', end);
            if trailing == 2 || (trailing == 1 && at > 0) {
                line.push(separator);
            }
            lines.push(line);
            self.between(&mut lines, at, &dense(&table[0]));
        }
        self.below(&mut lines, headings, (separator, width, numeric));
        let mut text = lines.join(end);
        if self.chance.percent(85) {
            text.push_str(end);
        }
        if self.chance.percent(4) {
            self.breaks("cut off");
            text = cut(&lines, end, separator);
        }
        let encoding = self.chance.one(&Encoding::ALL);
        self.note(format!("{encoding:?}"));
        encoding.encode(&text)
    }

    /// Further columns, and the order of all.
    fn widen(&mut self, table: &mut Table) {
        if self.chance.percent(20) {
            self.note("blank columns");
            for row in table.iter_mut() {
                row.extend([String::new(), String::new()]);
            }
        }
        if self.chance.percent(15) {
            self.note("headings that come twice");
            for (at, row) in table.iter_mut().enumerate() {
                row.extend(if at == 0 { ["Label", "Label"] } else { ["a", ""] }.map(str::to_owned));
            }
        }
        if self.chance.percent(40) {
            self.note("another order of columns");
            let by = 1 + self.chance.below(table[0].len() - 1);
            for row in table.iter_mut() {
                row.rotate_left(by);
            }
        }
        if self.chance.percent(15) {
            self.note("blanks around values");
            for row in table.iter_mut() {
                for cell in row.iter_mut().filter(|cell| !cell.is_empty()) {
                    *cell = format!("{cell} ");
                }
            }
        }
    }

    fn above(&mut self, lines: &mut Vec<String>, headings: &Headings, (separator, width): (char, usize)) {
        let padding = match self.chance.percent(50) {
            true => separator.to_string().repeat(width - 1),
            false => String::new(),
        };
        match self.chance.below(5) {
            0 => {
                self.note("a title");
                lines.push(format!("{}{padding}", headings.title));
            }
            1 => {
                self.note("a title, a day, a blank line");
                lines.push(format!("{}{padding}", headings.title));
                lines.push(format!("Stand: 01.03.2026{padding}"));
                lines.push(padding);
            }
            _ => {}
        }
    }

    fn between(&mut self, lines: &mut Vec<String>, at: usize, headings: &str) {
        // Once in the middle of a table of some length.
        if at != 40 {
            return;
        }
        if self.chance.percent(12) {
            self.note("headings again");
            lines.push(headings.to_owned());
        }
        if self.chance.percent(10) {
            self.note("a blank line within");
            lines.push(String::new());
        }
    }

    fn below(
        &mut self,
        lines: &mut Vec<String>,
        headings: &Headings,
        (separator, width, numeric): (char, usize, bool),
    ) {
        let total = |word: &str, sum: &str| {
            let mut cells = vec![String::new(); width];
            cells[0] = word.to_owned();
            if numeric {
                cells[width - 1] = sum.to_owned();
            }
            cells.join(&separator.to_string())
        };
        match self.chance.below(7) {
            0 => {
                self.note("a sum");
                lines.push(total(headings.total, "4711"));
            }
            1 => {
                self.note("a blank line and a sum");
                lines.push(String::new());
                lines.push(total(headings.total, "4711"));
            }
            2 => {
                self.note("a remark below");
                lines.push(String::new());
                lines.push("Confidential - for internal use only".to_owned());
                lines.push("© 2026".to_owned());
            }
            3 => {
                self.note("blank lines below");
                lines.push(separator.to_string().repeat(width - 1));
                lines.push(String::new());
            }
            _ => {}
        }
    }

    /// Separators at the end: of no line, of the rows alone, of all.
    fn trailing(&mut self) -> usize {
        match self.chance.below(12) {
            0 => {
                self.breaks("separators at the end of rows alone");
                1
            }
            1 => {
                self.note("separators at the end of lines");
                2
            }
            _ => 0,
        }
    }
}

/// The lines up to the middle, of which the last has its first fields alone: where a file ends with a whole row, or within
/// the last field of one, nobody can know that it was cut off.
fn cut(lines: &[String], end: &str, separator: char) -> String {
    let whole = |line: &String| line.matches(separator).count() > 4;
    let at = (lines.len() / 2..lines.len()).find(|at| whole(&lines[*at])).unwrap();
    let last = &lines[at];
    let fields: Vec<&str> = last.split(separator).collect();
    // Up to the first that isn't blank: a row of nothing but blanks is none.
    let told = fields.iter().position(|field| !field.trim().is_empty()).unwrap();
    let cut = fields[..=told].join(&separator.to_string());
    format!("{}{end}{cut}", lines[..at].join(end))
}

/// A day with its first two parts in the other order, whatever the marks.
fn swapped(day: &str) -> String {
    let Some(mark) = day.chars().find(|letter| !letter.is_ascii_digit()) else {
        return day.to_owned();
    };
    let mut parts: Vec<&str> = day.split(mark).collect();
    if parts.len() == 3 {
        parts.swap(0, 1);
    }
    parts.join(&mark.to_string())
}

fn quoted(cell: &str, separator: char, quote: char, always: bool) -> String {
    let needed = cell.contains(separator) || cell.contains(['\n', '\r', quote]);
    match needed || (always && !cell.is_empty()) {
        true => format!("{quote}{}{quote}", cell.replace(quote, &quote.to_string().repeat(2))),
        false => cell.to_owned(),
    }
}
