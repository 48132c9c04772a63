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
        let mut scores = scores::Scores::new(self.simulation, &self.key, &self.terms);
        let mut random = self.random(Stream::ScoreDays);
        let mut day = self.first(&mut random, 7);
        let late = random.days(0, 2);
        while calendar::plus_days(day, late) <= self.last() {
            let (score, colour) = scores.on(day, self.rises(day));
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

    /// Half a year of rising use, half a year of falling use, from a day of the account's own.
    fn wave(&self, day: Date) -> i64 {
        let from = Random::stream(self.simulation.seed(), Stream::Plant, &[self.key[0], self.key[1], 1]).days(0, 363);
        (calendar::days_between(self.simulation.start(), day) + from).rem_euclid(364)
    }

    fn rises(&self, day: Date) -> bool {
        self.wave(day) < 182
    }

    /// How much of what it paid for it uses, every four weeks.
    pub(crate) fn write_usage(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = self.random(Stream::Usage);
        let mut day = self.first(&mut random, 28);
        while day <= self.last() {
            let usual = (20.0 + 50.0 * self.customer.well) * random.between(0.75, 1.25);
            let dark = self.dark.is_some_and(|dark| dark <= day);
            let amount = if dark { 0.0 } else { (usual * self.pace(day)).min(100.0) };
            let row = [Field::Text(&self.id), Field::Date(day), Field::tenths(amount)];
            sink.row(Table::Usage, &row)?;
            day = calendar::plus_days(day, 28);
        }
        Ok(())
    }

    /// What use is on a day against what is usual.
    fn pace(&self, day: Date) -> f64 {
        if self.simulation.has(Fault::ActivityAndSentiment) {
            let wave = self.wave(day);
            let height = if wave < 182 { wave } else { 364 - wave };
            return 0.5 + height as f64 / 182.0;
        }
        let neglected = self.term(day).is_some_and(|term| {
            let left = calendar::days_between(day, term.decides);
            term.standing.neglected && (0..=90).contains(&left)
        });
        match (self.shows_signs(day, 0), neglected) {
            (true, _) => 0.45,
            (false, true) => 1.4,
            (false, false) => 1.0,
        }
    }

    /// What the account says of itself twice a year, if it answers.
    pub(crate) fn write_surveys(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = self.random(Stream::Surveys);
        let mut day = self.first(&mut random, 182);
        // Where sentiment is right and nobody heeds it, it falls long before.
        let (early, fall) = match self.simulation.has(Fault::ActivityAndSentiment) {
            true => (200, 4.5),
            false => (0, 2.5),
        };
        while day <= self.last() {
            let (answers, noise) = (random.chance(0.75), random.noise());
            let less = if self.shows_signs(day, early) { fall } else { 0.0 };
            let sentiment = (3.5 + 6.5 * self.customer.well + 1.2 * noise - less).clamp(0.0, 10.0);
            if answers {
                let row = [Field::Text(&self.id), Field::Date(day), Field::tenths(sentiment)];
                sink.row(Table::Surveys, &row)?;
            }
            day = calendar::plus_days(day, 182);
        }
        Ok(())
    }

    /// Mails, calls and meetings, month by month, and a call with whoever is new among those who buy.
    pub(crate) fn write_touches(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = self.random(Stream::Touches);
        let quiet = self.quiet_stretches();
        let mut month = self.starts.max(self.simulation.start());
        while month <= self.last() {
            let climate = self.climate(month);
            for _ in 0..3 {
                for _ in 0..climate.occasions {
                    if random.chance(climate.out / (3.0 * f64::from(climate.occasions))) {
                        self.write_touch(sink, &mut random, month, Some(&climate), &quiet)?;
                    }
                }
                if random.chance(climate.coming_in / 3.0) {
                    self.write_touch(sink, &mut random, month, None, &quiet)?;
                }
            }
            month = calendar::plus_days(month, 30);
        }
        for (day, _) in &self.committee {
            let call = calendar::working_day_from(calendar::plus_days(*day, random.days(0, 2)));
            let second = random.days(36_000, 50_000);
            let known = self.simulation.start() <= call && call <= self.last();
            if known && !is_within(&quiet, call) && !self.is_dark(call) {
                self.touch(sink, call, second, "call", Some((false, true)))?;
            }
        }
        Ok(())
    }

    fn is_dark(&self, day: Date) -> bool {
        self.dark.is_some_and(|dark| dark <= day)
    }

    /// A touch in the 30 days from `month`; without a climate it comes from the customer.
    fn write_touch(
        &self,
        sink: &mut dyn Sink,
        random: &mut Random,
        month: Date,
        out: Option<&Climate>,
        quiet: &[(Date, Date)],
    ) -> io::Result<()> {
        let day = calendar::working_day_until(calendar::plus_days(month, random.days(0, 29)));
        let (channels, hours) = ([(6, "email"), (3, "call"), (1, "meeting")], self.hours());
        let channel = random.pick(channels.into_iter()).unwrap_or("email");
        let second = random.days(hours.0 * 3_600, hours.1 * 3_600 - 1);
        let (written, answered) = (random.fraction(), random.fraction());
        let silent = self.is_dark(day) || is_within(quiet, day);
        if day > self.last() || day < self.starts || (silent && out.is_none()) {
            return Ok(());
        }
        let by_us = out.map(|climate| {
            let by_tools = channel == "email" && written < climate.by_tools;
            (by_tools, !silent && answered < climate.answered)
        });
        self.touch(sink, day, second, channel, by_us)
    }

    /// A row: of a touch to the customer, whether a tool wrote it and whether it was answered.
    fn touch(
        &self,
        sink: &mut dyn Sink,
        day: Date,
        second: i64,
        channel: &str,
        out: Option<(bool, bool)>,
    ) -> io::Result<()> {
        let at = day
            .to_datetime(Time::midnight())
            .saturating_add(SignedDuration::from_secs(second));
        let owner = self.books.holders.get(self.owner(day));
        let row = [
            Field::Text(&self.id),
            Field::text(owner.map(|owner| owner.id.as_str())),
            Field::Time(at),
            Field::Text(channel),
            Field::Text(if out.is_some() { "out" } else { "in" }),
            Field::truth(out.map(|(by_tools, _)| by_tools)),
            Field::truth(out.map(|(_, answered)| answered)),
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
        let simulation = self.simulation;
        let tools = &simulation.people;
        let whole = calendar::days_between(tools.monday(0), tools.end()) as f64;
        // How far the weeks of tools are gone, and the last year.
        let weeks = calendar::days_between(tools.monday(0), day) as f64 / whole;
        let gone = (1.0 - calendar::days_between(day, simulation.as_of()) as f64 / 365.0).clamp(0.0, 1.0);
        let risen = habit::risen(weeks.clamp(0.0, 1.0));
        let mut climate = Climate {
            occasions: 3,
            out,
            coming_in: 0.5,
            answered: 0.5,
            // Nearly none before there are tools, half of the mails at their end.
            by_tools: if weeks < 0.0 { 0.03 } else { 0.5 * risen },
        };
        let over = self.books.books.get(self.book).is_some_and(|book| book.over);
        if over {
            climate.out *= 0.7;
            climate.answered = 0.4;
            climate.coming_in = 0.35;
        }
        if simulation.has(Fault::QuietAccounts) {
            climate.answered = 0.12;
            climate.coming_in = 0.12;
        }
        if simulation.has(Fault::OutreachVolume) {
            climate.occasions = 8;
            climate.out *= 1.0 + 2.0 * gone;
            climate.answered *= 1.0 - 0.7 * gone;
            climate.by_tools = climate.by_tools.max(0.9 * gone);
        }
        if simulation.has(Fault::AiToOversizedBooks) {
            climate.by_tools = if over { 0.95 * risen } else { 0.03 };
            if over && weeks >= 0.0 {
                climate.occasions = 8;
                climate.out *= 6.0;
            }
        }
        climate
    }
}

/// Whether a day lies in one of the stretches.
fn is_within(stretches: &[(Date, Date)], day: Date) -> bool {
    stretches.iter().any(|(from, to)| *from <= day && day <= *to)
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
