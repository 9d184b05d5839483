use serde::Deserialize;
use serde_json::value::RawValue;

use super::*;

#[derive(Debug, Deserialize)]
struct Entry {
    #[expect(dead_code, reason = "only read from JSON")]
    role: crate::domain::Role,
}

#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, clippy::option_option, reason = "the names and shapes of the API")]
struct Body {
    #[expect(dead_code, reason = "only read from JSON")]
    users: Vec<Entry>,
    #[serde(default, deserialize_with = "present")]
    subject: Option<Option<String>>,
    body: Option<Box<RawValue>>,
}

fn read(text: &str) -> Result<Body> {
    parse(text.as_bytes())
}

fn refused(text: &str) -> (u16, String) {
    let error = read(text).unwrap_err();
    (error.status(), error.to_string())
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    assert_eq!(read(r#"{"users":[],"other":1}"#).unwrap().subject, None);
    assert_eq!(read(r#"{"users":[],"subject":null}"#).unwrap().subject, Some(None));
    assert_eq!(read(r#"{"users":[],"subject":"a"}"#).unwrap().subject, Some(Some("a".to_owned())));
}

#[test]
fn a_part_can_be_kept_as_it_came() {
    let body = read(r#"{"users":[],"body":{"b": 1, "a":2}}"#).unwrap().body.unwrap();
    assert_eq!(body.get(), r#"{"b": 1, "a":2}"#);
}

#[test]
fn the_wrong_field_is_named() {
    for (text, sentence) in [
        ("{}", "users: is required"),
        (r#"{"users":[{"role":"buyer"},{}]}"#, "users[1].role: is required"),
        (r#"{"users":[{"role":"king"}]}"#, "users[0].role: unknown variant `king`"),
        (r#"{"users":{}}"#, "users: invalid type: map, expected a sequence"),
        (r#"{"users":[],"subject":5}"#, "subject: invalid type: integer `5`, expected a string"),
        ("[]", "body: "),
        ("null", "body: invalid type: null"),
    ] {
        let (status, told) = refused(text);
        assert!(status == 422 && told.starts_with(sentence), "{text}: {status} {told}");
    }
}

#[test]
fn what_is_not_json_is_a_bad_request_at_any_depth() {
    let deep = format!(r#"{{"users":[],"x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let raw = format!(r#"{{"users":[],"body":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    for text in ["", "{", "{\"users\":[]} x", "{'users':[]}", &deep, &raw] {
        assert_eq!(refused(text).0, 400, "{}", text.get(..20).unwrap_or(text));
    }
    let brackets_in_text = format!(r#"{{"users":[],"subject":"\"{}"}}"#, "[".repeat(100));
    assert!(read(&brackets_in_text).is_ok());
    assert_eq!(parse::<Body>(b"{\"users\":[],\"subject\":\"\xFF\"}").unwrap_err().status(), 400);
}
