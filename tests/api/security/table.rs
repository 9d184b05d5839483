//! How is the matrix read? One line a row, one word a cell.

/// The table itself.
const TABLE: &str = include_str!("matrix.txt");

/// Who asks, in the order of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Buyer,
    Merchant,
    Support,
    Admin,
    Key,
}

impl Who {
    pub const ALL: [Self; 6] = [Self::Nobody, Self::Buyer, Self::Merchant, Self::Support, Self::Admin, Self::Key];
}

/// Whose thing it is about; see the head of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Nothing,
    Own,
    Near,
    Desk,
    Foreign,
}

#[derive(Debug)]
pub struct Row {
    /// `GET /api/users` or `frame send`.
    pub door: &'static str,
    /// Which of several requests; `-` where there is one.
    pub case: &'static str,
    pub about: About,
    /// What each of [`Who::ALL`] is answered: a status, or the type of a frame.
    pub cells: [&'static str; 6],
}

impl Row {
    /// Its caller is not the same afterwards, or is one that has many sockets.
    pub fn costs_its_caller(&self) -> bool {
        self.door.starts_with("frame ")
            || self.door.contains("/api/ws/")
            || matches!(
                self.door,
                "POST /api/auth/logout"
                    | "POST /api/auth/password"
                    | "PATCH /api/users/{id}"
                    | "DELETE /api/users/{id}"
            )
    }

    /// Nothing is changed by it, or nothing may be.
    pub fn changes_nothing(&self, cell: &str) -> bool {
        let refused = cell.parse::<u16>().is_ok_and(|status| status >= 400);
        refused || self.door.starts_with("GET ") || matches!(self.door, "frame sync" | "frame watch" | "frame unwatch")
    }
}

/// All rows.
pub fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows: Vec<Row> = lines.skip(1).map(row).collect();
    assert!(rows.len() > 100, "the table is there");
    rows
}

fn row(line: &'static str) -> Row {
    let second = line.find(' ').unwrap();
    let door_end = second + 1 + line[second + 1..].find(' ').unwrap();
    let words: Vec<&str> = line[door_end..].split_whitespace().collect();
    let [case, about, cells @ ..] = words.as_slice() else { panic!("{line}") };
    let about = match *about {
        "-" => About::Nothing,
        "own" => About::Own,
        "near" => About::Near,
        "desk" => About::Desk,
        "foreign" => About::Foreign,
        other => panic!("{other}: {line}"),
    };
    Row {
        door: &line[..door_end],
        case,
        about,
        cells: cells.try_into().unwrap_or_else(|_| panic!("six cells: {line}")),
    }
}
