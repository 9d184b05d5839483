//! How often is each route asked, how does it answer, and how long does that take?

use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::{Method, StatusCode};

use super::routes::ROUTES;
use crate::metrics::{Kind, Scale, Spread, Text};

const REQUESTS: &str = "kefu_http_requests_total";
const SECONDS: &str = "kefu_http_request_seconds";
/// The statuses that kefu answers with; any other is counted as `other`.
const STATUSES: [u16; 22] =
    [200, 201, 204, 206, 302, 304, 308, 400, 401, 403, 404, 405, 406, 409, 413, 415, 416, 422, 426, 429, 500, 503];

/// What is counted of one route.
struct Meter {
    method: &'static str,
    route: &'static str,
    answers: [AtomicU64; STATUSES.len() + 1],
    times: Spread,
}

impl Meter {
    const fn new(method: &'static str, route: &'static str) -> Self {
        let answers = [const { AtomicU64::new(0) }; STATUSES.len() + 1];
        Self { method, route, answers, times: Spread::new(Scale::Times) }
    }

    fn see(&self, status: StatusCode, time: Duration) {
        let place = STATUSES.iter().position(|known| *known == status.as_u16()).unwrap_or(STATUSES.len());
        if let Some(count) = self.answers.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.times.see_time(time);
    }
}

/// One of each route, made once; what is no route of ours is one together.
struct Meters {
    routes: HashMap<(&'static str, &'static str), Meter>,
    others: Meter,
}

static METERS: LazyLock<Meters> = LazyLock::new(|| {
    let meter = |method: &'static str, path: &'static str| ((path, method), Meter::new(method, path));
    let routes = ROUTES.iter().map(|route| meter(word(&route.method), route.path)).collect();
    Meters { routes, others: Meter::new("other", "other") }
});

/// Counts an answer.
pub(super) fn count(request: &HttpRequest, status: StatusCode, time: Duration) {
    let pattern = request.match_pattern().unwrap_or_default();
    let path = pattern.trim_end_matches('/').replace("{path:.*}", "{path}");
    let method = word(request.method());
    METERS.routes.get(&(path.as_str(), method)).unwrap_or(&METERS.others).see(status, time);
}

/// Routes that nobody asked yet are left out.
pub(super) fn write(text: &mut Text) {
    let mut asked: Vec<&Meter> = METERS.routes.values().chain([&METERS.others]).collect();
    asked.retain(|meter| meter.times.count() > 0);
    asked.sort_unstable_by_key(|meter| (meter.route, meter.method));
    text.head(REQUESTS, Kind::Counter, "Requests that were answered; WebSocket upgrades are counted as sockets.");
    for meter in &asked {
        let names = STATUSES.iter().map(ToString::to_string).chain(["other".to_owned()]);
        for (status, count) in names.zip(&meter.answers) {
            let count = count.load(Ordering::Relaxed);
            if count > 0 {
                let labels = [("method", meter.method), ("route", meter.route), ("status", status.as_str())];
                text.sample(REQUESTS, &labels, count);
            }
        }
    }
    text.head(SECONDS, Kind::Histogram, "From a request's head to the head of its answer.");
    for meter in &asked {
        meter.times.write(text, SECONDS, &[("method", meter.method), ("route", meter.route)]);
    }
}

/// `HEAD` is counted as the `GET` that it is.
fn word(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" | "HEAD" => "GET",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "PUT" => "PUT",
        _ => "other",
    }
}
