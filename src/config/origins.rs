//! Which addresses do browsers come from, and go to?

use url::Url;

use super::checks::shown;

/// The address browsers use: http or https, a host, no query; a `/` at the end of a path is dropped.
pub(super) fn base_url(text: &str) -> Result<Url, String> {
    let wrong = |what: &str| format!("must be an http or https address{what}, and is {}", shown(text));
    let mut url = Url::parse(text.trim()).map_err(|_| wrong(""))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(""));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or a password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(" without `?` and `#`"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Origins by commas (or a JSON list of them), as browsers write them in `Origin`; empty is none.
pub(super) fn cors_origins(text: &str) -> Result<Vec<String>, String> {
    let listed: Vec<String> = if text.trim().starts_with('[') {
        serde_json::from_str(text).map_err(|_| format!("must be origins by commas, and is {}", shown(text)))?
    } else {
        text.split(',').map(str::to_owned).collect()
    };
    let mut origins = Vec::new();
    for entry in listed.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty()) {
        let origin = origin(entry)?;
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    Ok(origins)
}

/// One origin in its normal form: lower case, without the scheme's own port and without a `/`.
fn origin(text: &str) -> Result<String, String> {
    let wrong = || format!("holds {}, which is no origin: write scheme://host or scheme://host:port", shown(text));
    if text.contains('*') {
        return Err(format!(
            "holds {}: a wildcard would let every page on the web call as your customers; list the origins of your \
             pages",
            shown(text)
        ));
    }
    let url = Url::parse(text).map_err(|_| wrong())?;
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let anonymous = url.username().is_empty() && url.password().is_none();
    let Some(host) = url.host_str().filter(|host| bare && anonymous && !host.is_empty()) else {
        return Err(wrong());
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{}://{}{port}", url.scheme(), host.to_ascii_lowercase()))
}
