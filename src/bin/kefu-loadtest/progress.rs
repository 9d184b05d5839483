//! What does a person see while it runs?

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on a terminal, nothing elsewhere. It goes to standard error, so that figures can be redirected.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar up to `length` with `what` before it.
    pub fn counting(what: &str, length: usize) -> Self {
        Self::styled(what, length, "{msg:<22} [{bar:32}] {pos}/{len} {per_sec}")
    }

    /// A bar that fills with time.
    pub fn timing(what: &str, length: Duration) -> Self {
        let milliseconds = usize::try_from(length.as_millis()).unwrap_or(usize::MAX);
        Self::styled(what, milliseconds, "{msg:<22} [{bar:32}] {elapsed} of {prefix}").of(length)
    }

    fn styled(what: &str, length: usize, template: &str) -> Self {
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(length as u64).with_style(style.progress_chars("=> ")).with_message(what.to_owned());
        Self { bar }
    }

    fn of(self, length: Duration) -> Self {
        self.bar.set_prefix(format!("{length:?}"));
        self
    }

    pub fn at(&self, position: usize) {
        self.bar.set_position(position as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
