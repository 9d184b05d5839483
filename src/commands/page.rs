//! What does a list answer?

use serde::Serialize;

use crate::error::{Error, Result};

/// Items a page has where nobody says.
const DEFAULT_LIMIT: i64 = 50;
/// The most items of a page.
const MAX_LIMIT: i64 = 100;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the next page begins; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page out of up to `limit` + 1 rows; the one too many says that there is more. `cursor` names the place of the
    /// last item shown.
    pub fn cut(mut rows: Vec<T>, limit: i64, cursor: impl FnOnce(&T) -> Result<String>) -> Result<Self> {
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(cursor).transpose()?;
        Ok(Self { items: rows, next_cursor })
    }

    /// The same page, with its items in another shape.
    pub fn map<U>(self, shape: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(shape).collect(), next_cursor: self.next_cursor }
    }
}

/// The items a page may have: 1–100, 50 where nobody says.
///
/// # Errors
/// [`Error::Invalid`] on `limit`.
pub fn checked_limit(limit: Option<i64>) -> Result<i64> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if (1..=MAX_LIMIT).contains(&limit) {
        return Ok(limit);
    }
    Err(Error::invalid("limit", format!("must be a whole number from 1 to {MAX_LIMIT}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_too_many_says_that_there_is_more() {
        let cursor = |last: &i32| Ok(format!("after {last}"));
        let page = Page::cut(vec![1, 2, 3], 2, cursor).unwrap();
        assert_eq!(page, Page { items: vec![1, 2], next_cursor: Some("after 2".to_owned()) });
        assert_eq!(Page::cut(vec![1, 2], 2, cursor).unwrap().next_cursor, None);
        assert_eq!(Page::cut(Vec::new(), 2, cursor).unwrap().next_cursor, None);
    }

    #[test]
    fn limits_have_a_range() {
        assert_eq!(checked_limit(None).unwrap(), 50);
        assert_eq!(checked_limit(Some(100)).unwrap(), 100);
        for bad in [0, -1, 101] {
            assert!(matches!(checked_limit(Some(bad)), Err(Error::Invalid(_))), "{bad}");
        }
    }
}
