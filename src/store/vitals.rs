//! How busy is the store right now?

use super::Store;

/// What an operator wants to see of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vitals {
    /// Wishes that wait in each lane.
    pub lanes: Vec<usize>,
    pub pools: Vec<Connections>,
}

/// The connections of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// `mysql`, or SQLite's `writer` and `readers`.
    pub pool: &'static str,
    pub most: usize,
    pub idle: usize,
    pub busy: usize,
    /// Queries that wait for one.
    pub waiting: usize,
}

impl Store {
    pub fn vitals(&self) -> Vitals {
        let pools = self.db.pools().into_iter().map(|(pool, status)| Connections {
            pool,
            most: status.max_size,
            idle: status.available,
            busy: status.size.saturating_sub(status.available),
            waiting: status.waiting,
        });
        Vitals { lanes: self.log.depths(), pools: pools.collect() }
    }
}
