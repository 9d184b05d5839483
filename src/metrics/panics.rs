//! What happens when something panics? It is counted and logged, wherever it is and whoever catches it.

use std::any::Any;
use std::panic::PanicHookInfo;
use std::sync::Once;

use super::{PANICS, PANICS_CAUGHT, Place};

/// From now on every panic of this process is counted and logged as an error. Safe to call again.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            note(panic);
            // Under a test the harness wants to hear of it too; in a server the log has said it all.
            if cfg!(debug_assertions) {
                before(panic);
            }
        }));
    });
}

/// Counts a panic that was caught, and says what was running.
pub fn caught(place: Place, running: &str) {
    PANICS_CAUGHT.one(place);
    tracing::error!(target: "kefu::panic", ?place, running, "a panic was caught; the work goes on without it");
}

fn note(panic: &PanicHookInfo<'_>) {
    PANICS.one();
    let place = panic.location().map(ToString::to_string);
    let thread = std::thread::current();
    tracing::error!(
        target: "kefu::panic",
        place,
        thread = thread.name(),
        words = words(panic.payload()),
        "panic"
    );
}

/// What the panic said, where those are the program's own words: text that was put together at run time may hold what a
/// person wrote.
fn words(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("(put together at run time, not logged)")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a log with a customer's words in it: a slice out of bounds quotes the text.
    #[test]
    fn only_the_programs_own_words_are_logged() {
        let own: Box<dyn Any + Send> = Box::new("no lane");
        let quoted: Box<dyn Any + Send> = Box::new("byte 7 is not a boundary of `my secret`".to_owned());
        assert_eq!(words(own.as_ref()), "no lane");
        assert!(!words(quoted.as_ref()).contains("secret"));
    }
}
