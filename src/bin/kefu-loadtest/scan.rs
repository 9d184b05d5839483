//! What does a piece of JSON say, without building it?
//!
//! Frames arrive by the ten thousand a second, and three or four of their fields matter. The scanner walks an object's
//! own fields in whatever order they come, steps over nested values and strings, and hands out slices of the input.

/// The fields of one object: key and value as they stand in the text, keys without their quotes.
pub struct Fields<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    /// Of anything but an object there are none.
    pub fn of(json: &'a [u8]) -> Self {
        let at = skip_blank(json, 0);
        let at = if json.get(at) == Some(&b'{') { at + 1 } else { json.len() };
        Self { json, at }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let key_start = skip_separators(self.json, self.at);
        if self.json.get(key_start) != Some(&b'"') {
            return None;
        }
        let key_end = string_end(self.json, key_start)?;
        let colon = skip_blank(self.json, key_end);
        if self.json.get(colon) != Some(&b':') {
            return None;
        }
        let start = skip_blank(self.json, colon + 1);
        let end = value_end(self.json, start)?;
        self.at = end;
        Some((self.json.get(key_start + 1..key_end - 1)?, self.json.get(start..end)?))
    }
}

/// The values of one array, as they stand in the text.
pub struct Items<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Items<'a> {
    /// Of anything but an array there are none.
    pub fn of(json: &'a [u8]) -> Self {
        let at = skip_blank(json, 0);
        let at = if json.get(at) == Some(&b'[') { at + 1 } else { json.len() };
        Self { json, at }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        let start = skip_separators(self.json, self.at);
        if self.json.get(start).is_none_or(|&byte| byte == b']') {
            return None;
        }
        let end = value_end(self.json, start)?;
        self.at = end;
        self.json.get(start..end)
    }
}

/// A whole number from 0 up.
pub fn number(value: &[u8]) -> Option<i64> {
    if value.is_empty() || value.len() > 18 {
        return None;
    }
    value.iter().try_fold(0_i64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// What stands between the quotes of a string, escapes as they are.
pub fn string(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// Writes a number as decimal digits.
pub fn push_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut used = 0;
    for place in digits.iter_mut().rev() {
        *place = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        used += 1;
        if number == 0 {
            break;
        }
    }
    out.extend(digits.iter().skip(digits.len() - used));
}

fn skip_blank(json: &[u8], at: usize) -> usize {
    at + json.iter().skip(at).take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn skip_separators(json: &[u8], at: usize) -> usize {
    at + json.iter().skip(at).take_while(|&&byte| byte.is_ascii_whitespace() || byte == b',').count()
}

/// Just behind the closing quote of the string that opens at `open`.
fn string_end(json: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match json.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Just behind the value that begins at `start`.
fn value_end(json: &[u8], start: usize) -> Option<usize> {
    match json.get(start)? {
        b'"' => string_end(json, start),
        b'{' | b'[' => nested_end(json, start),
        _ => {
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
            let length = json.iter().skip(start).position(ends).unwrap_or(json.len() - start);
            (length > 0).then_some(start + length)
        }
    }
}

fn nested_end(json: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match json.get(at)? {
            b'"' => {
                at = string_end(json, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Fields::of(json.as_bytes()).map(|(key, value)| (text(key), text(value))).collect()
    }

    #[test]
    fn fields_come_in_any_order_and_nesting_is_stepped_over() {
        let json =
            r#" { "event" : {"body":{"text":"a \"}\" , ]"},"seq":7} , "n":[1,{"x":"]"}], "type":"event","z":null}"#;

        let found = fields(json);

        let expected = [
            ("event", r#"{"body":{"text":"a \"}\" , ]"},"seq":7}"#),
            ("n", r#"[1,{"x":"]"}]"#),
            ("type", r#""event""#),
            ("z", "null"),
        ];
        assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_key_inside_a_text_is_not_a_field() {
        assert_eq!(fields(r#"{"text":"\"seq\":9","seq":1}"#)[1], ("seq".to_owned(), "1".to_owned()));
    }

    #[test]
    fn broken_input_ends_the_walk_without_a_panic() {
        for json in
            ["", "{", "[1]", "{\"a\"", "{\"a\":", "{\"a\":\"x", "{\"a\":{\"b\":1", "{\"a\\", "{a:1}", "{\"a\":}"]
        {
            assert_eq!(fields(json), [], "{json}");
        }
    }

    #[test]
    fn items_of_an_array() {
        let items: Vec<_> = Items::of(br#"[ {"a":[1,2]}, "x,y" ,3]"#).collect();
        assert_eq!(items, [&br#"{"a":[1,2]}"#[..], br#""x,y""#, b"3"]);
        assert_eq!(Items::of(b"[]").count(), 0);
    }

    #[test]
    fn numbers_there_and_back() {
        for value in [0_u32, 7, 10, 4_294_967_295] {
            let mut out = Vec::new();
            push_number(&mut out, value.into());
            assert_eq!(out, value.to_string().into_bytes());
            assert_eq!(number(&out), Some(value.into()));
        }
        assert_eq!(number(b"-1"), None);
        assert_eq!(number(b""), None);
        assert_eq!(number(b"9999999999999999999"), None);
    }
}
