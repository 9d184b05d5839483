//! How is something counted without a lock and without memory?

use std::marker::PhantomData;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use super::text::{Kind, Text};

/// Something that stands in the answer of `GET /api/metrics`.
pub trait Metric: Sync {
    /// As it is called there; counters end with `_total`.
    fn name(&self) -> &'static str;
    fn write(&self, text: &mut Text);
}

/// A number on a cache line of its own, so that threads that count different things do not wait for each other.
#[derive(Debug)]
#[repr(align(64))]
struct Apart(AtomicU64);

/// What has happened so often since the process began.
#[derive(Debug)]
pub struct Counter {
    name: &'static str,
    help: &'static str,
    count: Apart,
}

impl Counter {
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, count: Apart(AtomicU64::new(0)) }
    }

    pub fn one(&self) {
        self.add(1);
    }

    pub fn add(&self, more: u64) {
        self.count.0.fetch_add(more, Ordering::Relaxed);
    }

    pub fn value(&self) -> u64 {
        self.count.0.load(Ordering::Relaxed)
    }
}

impl Metric for Counter {
    fn name(&self) -> &'static str {
        self.name
    }

    fn write(&self, text: &mut Text) {
        text.head(self.name, Kind::Counter, self.help);
        text.sample(self.name, &[], self.value());
    }
}

/// What goes up and down.
#[derive(Debug)]
pub struct Gauge {
    name: &'static str,
    help: &'static str,
    level: AtomicI64,
}

impl Gauge {
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, level: AtomicI64::new(0) }
    }

    pub fn rise(&self) {
        self.level.fetch_add(1, Ordering::Relaxed);
    }

    pub fn fall(&self) {
        self.level.fetch_sub(1, Ordering::Relaxed);
    }

    /// For what is looked at now and then.
    pub fn set(&self, level: usize) {
        self.level.store(i64::try_from(level).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    pub fn value(&self) -> i64 {
        self.level.load(Ordering::Relaxed)
    }
}

impl Metric for Gauge {
    fn name(&self) -> &'static str {
        self.name
    }

    fn write(&self, text: &mut Text) {
        text.head(self.name, Kind::Gauge, self.help);
        text.sample(self.name, &[], self.value());
    }
}

/// The values of one label: a list that is known when the program is built, so that nobody can make it grow.
pub trait Label: Copy + 'static {
    /// The label's name.
    const NAME: &'static str;
    /// Its values, by place.
    const VALUES: &'static [&'static str];
    /// What they stand for, likewise.
    const ALL: &'static [Self];

    fn place(self) -> usize;
}

/// Counters that differ in one label; `N` is the number of its values.
#[derive(Debug)]
pub struct Family<L, const N: usize> {
    name: &'static str,
    help: &'static str,
    counts: [AtomicU64; N],
    label: PhantomData<fn() -> L>,
}

impl<L: Label, const N: usize> Family<L, N> {
    /// # Panics
    /// While it is compiled, where the label has another number of values.
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        assert!(L::VALUES.len() == N);
        Self { name, help, counts: [const { AtomicU64::new(0) }; N], label: PhantomData }
    }

    pub fn one(&self, which: L) {
        self.add(which, 1);
    }

    pub fn add(&self, which: L, more: u64) {
        if let Some(count) = self.counts.get(which.place()) {
            count.fetch_add(more, Ordering::Relaxed);
        }
    }

    pub fn value(&self, which: L) -> u64 {
        self.counts.get(which.place()).map_or(0, |count| count.load(Ordering::Relaxed))
    }
}

impl<L: Label, const N: usize> Metric for Family<L, N> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn write(&self, text: &mut Text) {
        text.head(self.name, Kind::Counter, self.help);
        for (value, count) in L::VALUES.iter().zip(&self.counts) {
            text.sample(self.name, &[(L::NAME, value)], count.load(Ordering::Relaxed));
        }
    }
}

/// What is measured, and so where the bounds lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Microseconds, shown in seconds.
    Times,
    /// How many came together.
    Sizes,
}

impl Scale {
    /// The upper bounds.
    const fn bounds(self) -> &'static [u64] {
        match self {
            Self::Times => &[
                250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
                5_000_000, 10_000_000,
            ],
            Self::Sizes => &[1, 2, 4, 8, 16, 32, 64, 128, 256],
        }
    }

    fn shown(self, value: u64) -> String {
        match self {
            Self::Times => format!("{}.{:06}", value / 1_000_000, value % 1_000_000),
            Self::Sizes => value.to_string(),
        }
    }
}

/// The most bounds, and one more for what is beyond the last.
const BUCKETS: usize = 16;

/// How values are spread over the bounds.
#[derive(Debug)]
pub struct Spread {
    scale: Scale,
    buckets: [AtomicU64; BUCKETS],
    sum: AtomicU64,
}

impl Spread {
    /// # Panics
    /// While it is compiled, where the scale has too many bounds.
    pub const fn new(scale: Scale) -> Self {
        assert!(scale.bounds().len() < BUCKETS);
        Self { scale, buckets: [const { AtomicU64::new(0) }; BUCKETS], sum: AtomicU64::new(0) }
    }

    pub fn see(&self, value: u64) {
        let place = self.scale.bounds().partition_point(|bound| *bound < value);
        if let Some(bucket) = self.buckets.get(place) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    pub fn see_time(&self, time: Duration) {
        self.see(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    /// How many values there were.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).sum()
    }

    /// Its samples, times in seconds.
    pub fn write(&self, text: &mut Text, name: &str, labels: &[(&str, &str)]) {
        let counts: Vec<u64> = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).collect();
        let bounds: Vec<String> = self.scale.bounds().iter().map(|bound| self.scale.shown(*bound)).collect();
        let sum = self.scale.shown(self.sum.load(Ordering::Relaxed));
        text.histogram(name, labels, &bounds, &counts, &sum);
    }
}

/// A [`Spread`] with a name.
#[derive(Debug)]
pub struct Histogram {
    name: &'static str,
    help: &'static str,
    spread: Spread,
}

impl Histogram {
    pub const fn new(name: &'static str, help: &'static str, scale: Scale) -> Self {
        Self { name, help, spread: Spread::new(scale) }
    }

    pub fn see(&self, value: u64) {
        self.spread.see(value);
    }

    pub fn see_time(&self, time: Duration) {
        self.spread.see_time(time);
    }

    pub fn count(&self) -> u64 {
        self.spread.count()
    }
}

impl Metric for Histogram {
    fn name(&self) -> &'static str {
        self.name
    }

    fn write(&self, text: &mut Text) {
        text.head(self.name, Kind::Histogram, self.help);
        self.spread.write(text, self.name, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy)]
    enum Fruit {
        Pear,
    }

    impl Label for Fruit {
        const NAME: &'static str = "fruit";
        const VALUES: &'static [&'static str] = &["pear", "fig"];
        const ALL: &'static [Self] = &[Self::Pear, Self::Pear];

        fn place(self) -> usize {
            self as usize
        }
    }

    fn written(metric: &dyn Metric) -> String {
        let mut text = Text::default();
        metric.write(&mut text);
        text.into_string()
    }

    #[test]
    fn counters_say_what_they_are_and_how_many() {
        let (counter, gauge) = (Counter::new("eaten_total", "Eaten."), Gauge::new("left", "Left over."));
        counter.add(2);
        counter.one();
        gauge.fall();

        assert_eq!(written(&counter), "# HELP eaten_total Eaten.\n# TYPE eaten_total counter\neaten_total 3\n");
        assert_eq!(written(&gauge), "# HELP left Left over.\n# TYPE left gauge\nleft -1\n");
    }

    #[test]
    fn a_family_shows_every_value_from_the_start() {
        static FRUITS: Family<Fruit, 2> = Family::new("fruits_total", "Fruits.");
        FRUITS.one(Fruit::Pear);

        let text = written(&FRUITS);
        assert!(text.ends_with("fruits_total{fruit=\"pear\"} 1\nfruits_total{fruit=\"fig\"} 0\n"), "{text}");
    }

    /// Catches buckets that are not cumulative, bounds that are not inclusive, and times that are not seconds.
    #[test]
    fn a_histogram_is_cumulative_and_in_seconds() {
        let (sizes, times) = (Histogram::new("n", "N.", Scale::Sizes), Histogram::new("t", "T.", Scale::Times));
        for value in [1, 2, 3, 1000] {
            sizes.see(value);
        }
        times.see_time(Duration::from_millis(2));
        times.see_time(Duration::from_mins(1));

        let text = written(&sizes);
        for line in [
            "n_bucket{le=\"1\"} 1",
            "n_bucket{le=\"2\"} 2",
            "n_bucket{le=\"4\"} 3",
            "n_bucket{le=\"256\"} 3",
            "n_bucket{le=\"+Inf\"} 4",
            "n_sum 1006",
            "n_count 4",
        ] {
            assert!(text.lines().any(|it| it == line), "{line} is not in\n{text}");
        }
        let text = written(&times);
        for line in
            ["t_bucket{le=\"0.001000\"} 0", "t_bucket{le=\"0.002500\"} 1", "t_bucket{le=\"+Inf\"} 2", "t_sum 60.002000"]
        {
            assert!(text.lines().any(|it| it == line), "{line} is not in\n{text}");
        }
    }
}
