//! Where do the settings come from?

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;

use super::dotenv;
use super::error::Problem;
use super::optional::OPTIONAL;
use super::required::REQUIRED;

type Pairs = Vec<(String, String)>;

/// The settings file first, then the environment, whose values come later and so win.
pub(super) fn merge(file: &Path, environment: impl IntoIterator<Item = (OsString, OsString)>) -> (Pairs, Vec<Problem>) {
    let (mut pairs, mut problems) = read_file(file);
    for (name, value) in environment {
        // A name that is not text is not one of ours.
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => pairs.push((name, value)),
            Err(_) if is_setting(&name) => {
                pairs.retain(|(other, _)| *other != name);
                let fault = "is set in the environment to something that is not UTF-8".to_owned();
                problems.push(Problem { example: format!("{name}=text"), name, fault });
            }
            Err(_) => {}
        }
    }
    (pairs, problems)
}

fn read_file(path: &Path) -> (Pairs, Vec<Problem>) {
    let fault = match std::fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => return dotenv::parse(&text),
            Err(_) => "is not UTF-8; save it as UTF-8".to_owned(),
        },
        Err(cause) if cause.kind() == ErrorKind::NotFound => return (Vec::new(), Vec::new()),
        Err(cause) => format!("cannot be read: {cause}"),
    };
    let example = "chmod u+r .env".to_owned();
    (Vec::new(), vec![Problem { name: path.display().to_string(), fault, example }])
}

fn is_setting(name: &str) -> bool {
    REQUIRED.iter().any(|row| row.name == name) || OPTIONAL.iter().any(|row| row.name == name)
}
