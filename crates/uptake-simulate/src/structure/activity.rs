//! What happens between the decisions of an account: scores, use, surveys, touches.

use super::account::Account;
use super::faults::Fault;
use super::scores;
use super::sink::{Field, Sink};
use super::tables::Table;
use crate::calendar;
use crate::habit;
use crate::random::{Random, Stream};
use crate::teams::Segment;
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use std::io;

impl Account<'_> {
    /// The first day of a series with a step of so many days.
    fn first(&self, random: &mut Random, step: i64) -> Date {
        let from = self.starts.max(self.simulation.start());
        calendar::plus_days(from, random.days(0, step - 1))
    }

    /// A score a week, recorded up to two days later.
    pub(crate) fn write_scores(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let courses = scores::courses(self.simulation, &self.key, &self.terms);
        let mut random = self.random(Stream::Noise);
        let mut day = self.first(&mut random, 7);
        let late = random.days(0, 2);
        while calendar::plus_days(day, late) <= self.last() {
            let (score, colour) = scores::score(self.simulation, &mut random, &courses, day);
            let row = [
                Field::Text(&self.id),
                Field::Date(day),
                Field::Date(calendar::plus_days(day, late)),
                Field::tenths(score),
                Field::Text(colour),
            ];
            sink.row(Table::HealthScores, &row)?;
            day = calendar::plus_days(day, 7);
        }
        Ok(())
    }

    /// How much of what it paid for it uses, every four weeks.
    pub(crate) fn write_usage(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = self.random(Stream::Usage);
        let mut day = self.first(&mut random, 28);
        while day <= self.last() {
            let usual = (20.0 + 60.0 * self.customer.well) * random.between(0.75, 1.25);
            let less = if self.shows_signs(day) { 0.45 } else { 1.0 };
            let dark = self.dark.is_some_and(|dark| dark <= day);
            let amount = if dark { 0.0 } else { (usual * less).min(100.0) };
            let row = [Field::Text(&self.id), Field::Date(day), Field::tenths(amount)];
            sink.row(Table::Usage, &row)?;
            day = calendar::plus_days(day, 28);
        }
        Ok(())
    }

    /// What the account says of itself twice a year, if it answers.
    pub(crate) fn write_surveys(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = self.random(Stream::Surveys);
        let mut day = self.first(&mut random, 182);
        let against = self.simulation.has(Fault::ActivityAgainstSentiment);
        let well = if against {
            1.0 - self.customer.well
        } else {
            self.customer.well
        };
        while day <= self.last() {
            let (answers, noise) = (random.chance(0.75), random.noise());
            let less = if self.shows_signs(day) { 2.5 } else { 0.0 };
            let sentiment = (2.5 + 6.5 * well + 1.5 * noise - less).clamp(0.0, 10.0);
            if answers {
                let row = [Field::Text(&self.id), Field::Date(day), Field::tenths(sentiment)];
                sink.row(Table::Surveys, &row)?;
            }
            day = calendar::plus_days(day, 182);
        }
        Ok(())
    }

    /// Mails, calls and meetings, month by month.
    pub(crate) fn write_touches(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = self.random(Stream::Touches);
        let mut month = self.starts.max(self.simulation.start());
        while month <= self.last() {
            let climate = self.climate(month);
            for _ in 0..3 {
                for _ in 0..climate.occasions {
                    if random.chance(climate.out / (3.0 * climate.occasions as f64)) {
                        self.write_touch(sink, &mut random, month, Some(&climate))?;
                    }
                }
                if random.chance(climate.coming_in / 3.0) {
                    self.write_touch(sink, &mut random, month, None)?;
                }
            }
            month = calendar::plus_days(month, 30);
        }
        Ok(())
    }

    /// A touch in the 30 days from `month`; without a climate it comes from the customer.
    fn write_touch(
        &self,
        sink: &mut dyn Sink,
        random: &mut Random,
        month: Date,
        out: Option<&Climate>,
    ) -> io::Result<()> {
        let day = calendar::working_day_until(calendar::plus_days(month, random.days(0, 29)));
        let (channels, hours) = ([(6, "email"), (3, "call"), (1, "meeting")], self.hours());
        let channel = random.pick(channels.into_iter()).unwrap_or("email");
        let second = random.days(hours.0 * 3_600, hours.1 * 3_600 - 1);
        let at = day
            .to_datetime(Time::midnight())
            .saturating_add(SignedDuration::from_secs(second));
        let (written, answered) = (random.fraction(), random.fraction());
        let dark = self.dark.is_some_and(|dark| dark <= day);
        if day > self.last() || day < self.starts || (dark && out.is_none()) {
            return Ok(());
        }
        let owner = self.books.holders.get(self.owner(day));
        let row = [
            Field::Text(&self.id),
            Field::text(owner.map(|owner| owner.id.as_str())),
            Field::Time(at),
            Field::Text(channel),
            Field::Text(if out.is_some() { "out" } else { "in" }),
            Field::truth(out.map(|climate| channel == "email" && written < climate.by_tools)),
            Field::truth(out.map(|climate| !dark && answered < climate.answered)),
        ];
        sink.row(Table::Touches, &row)
    }

    fn hours(&self) -> (i64, i64) {
        self.books.books.get(self.book).map_or((8, 17), |book| book.hours)
    }

    fn climate(&self, day: Date) -> Climate {
        let out = match self.customer.segment {
            Segment::Smb => 0.8,
            Segment::MidMarket => 1.4,
            Segment::Enterprise => 2.4,
        };
        let year = calendar::days_between(self.simulation.people.monday(0), day) as f64 / 365.0;
        let gone = year.clamp(0.0, 1.0);
        let mut climate = Climate {
            occasions: 3,
            out,
            coming_in: 0.5,
            answered: 0.5,
            // Nearly none before the year of tools, half of the mails at its end.
            by_tools: if year < 0.0 { 0.03 } else { 0.5 * habit::risen(gone) },
        };
        let over = self.books.books.get(self.book).is_some_and(|book| book.over);
        let simulation = self.simulation;
        if over {
            climate.out *= 0.5;
            climate.answered = 0.3;
            climate.coming_in = 0.2;
        }
        if simulation.has(Fault::OutreachVolume) {
            climate.occasions = 8;
            climate.out *= 1.0 + 2.0 * gone;
            climate.answered *= 1.0 - 0.75 * gone;
            climate.by_tools = climate.by_tools.max(0.9 * gone);
        }
        if simulation.has(Fault::AiToOverSpan) {
            climate.by_tools = if over { 0.95 * habit::risen(gone) } else { 0.03 };
            if over && year >= 0.0 {
                climate.occasions = 8;
                climate.out *= 6.0;
            }
        }
        climate
    }
}

/// How much is going on with an account in a month.
struct Climate {
    /// How many touches there may be in ten days.
    occasions: u32,
    /// Touches to the customer in a month.
    out: f64,
    /// Touches from the customer in a month.
    coming_in: f64,
    /// The share that is answered.
    answered: f64,
    /// The share of mails that tools wrote.
    by_tools: f64,
}
