//! The docs page and the document behind it.

use serde_json::Value;

use super::bench::{Bench, header};

/// Catches a page that works at one of its two addresses only, or that loads anything from elsewhere.
#[actix_web::test]
async fn the_page_has_all_it_needs_at_both_addresses() {
    let bench = Bench::start().await;
    for address in ["/api/docs", "/api/docs/"] {
        let answer = bench.get(address).send().await.unwrap();
        let policy = header(&answer, "content-security-policy").to_owned();
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe-eval"), "{policy}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("<title>Tea &amp; Co: API</title>") && !page.contains("//"), "{page}");

        let base = url::Url::parse(&format!("{}{address}", bench.address)).unwrap();
        let mut kinds = Vec::new();
        for link in page.split('"').filter(|part| [".js", ".css", ".json"].iter().any(|kind| part.ends_with(kind))) {
            let file = bench.get(base.join(link).unwrap().path()).send().await.unwrap();
            assert_eq!(file.status(), 200, "{link} from {address}");
            kinds.push(header(&file, "content-type").to_owned());
        }
        assert_eq!(kinds, ["text/css", "application/json", "text/javascript", "text/javascript"], "{address}");
    }
}

#[actix_web::test]
async fn the_document_is_openapi_3_1() {
    let bench = Bench::start().await;

    let document: Value = bench.get("/api/openapi.json").send().await.unwrap().json().await.unwrap();

    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"].as_object().unwrap().len() > 20);
}
