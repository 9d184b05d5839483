//! Which settings do the unit tests of this layer run with?

use crate::config::{Config, testing};

/// Settings that are right, with some other than usual.
pub fn settings(others: &[(&str, &str)]) -> Config {
    let mut all = vec![
        ("BASE_URL", "https://chat.example/kefu"),
        ("MAX_FILE_SIZE", "1000"),
        ("APP_TITLE", "Tea & Co"),
        ("APP_VERSION", "1.2.3"),
    ];
    all.extend(others);
    testing::settings(&all).unwrap()
}
