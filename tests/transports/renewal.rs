//! Certificates that are renewed while the server runs.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::app::App;
use crate::client::{Http2, get, http2, patiently, send};
use crate::site::{Site, issue, try_connect};

/// Without a connection that is closed because it was idle for the time of a test.
async fn serve(site: &Site) -> oxy::Running {
    let server = oxy::serve(App::default())
        .port(0)
        .tls(site.certificate_file(), site.key_file());
    server.start().await.unwrap()
}

async fn is_served(sender: &mut Http2) {
    let answer = send(sender, get("https://localhost/")).await;
    assert_eq!(answer.text, "index");
}

/// Waits until the server shows a certificate.
async fn shows(server: &oxy::Running, issued: &CertificateDer<'static>) {
    let shown = async {
        while try_connect(issued, server, &["h2"]).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    patiently(shown).await;
}

/// Makes a link lead elsewhere, without a moment in which there is none.
fn replace_link(link: &Path, target: &str) {
    let new = link.with_extension("new");
    symlink(target, &new).unwrap();
    std::fs::rename(new, link).unwrap();
}

/// Puts a certificate and its key into a folder of their own within that of a site.
fn issue_within(site: &Site, folder: &str) -> CertificateDer<'static> {
    let folder = site.folder.join(folder);
    std::fs::create_dir(&folder).unwrap();
    issue(&folder)
}

#[tokio::test]
async fn a_new_certificate_is_used_without_closing_anything() {
    let site = Site::new();
    let server = serve(&site).await;
    let mut before = http2(site.connect(&server, &["h2"]).await).await;
    is_served(&mut before).await;

    // Half of the pair is not used; the old one stays.
    std::fs::write(site.certificate_file(), "nothing").unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let _ = site.connect(&server, &["h2"]).await;

    let issued = issue(&site.folder);
    shows(&server, &issued).await;
    assert!(try_connect(&site.certificate, &server, &[]).await.is_err());
    is_served(&mut before).await;
}

/// As Kubernetes does: the files are links into a folder, which is itself a link that is replaced.
#[tokio::test]
async fn a_certificate_behind_a_link_to_its_folder_is_renewed() {
    let site = Site::new();
    let first = issue_within(&site, "first");
    symlink("first", site.folder.join("data")).unwrap();
    for file in ["certificate.pem", "key.pem"] {
        replace_link(&site.folder.join(file), &format!("data/{file}"));
    }
    let server = serve(&site).await;
    let stream = try_connect(&first, &server, &["h2"]).await.unwrap();
    let mut before = http2(stream).await;
    is_served(&mut before).await;

    let second = issue_within(&site, "second");
    replace_link(&site.folder.join("data"), "second");
    std::fs::remove_dir_all(site.folder.join("first")).unwrap();
    shows(&server, &second).await;
    is_served(&mut before).await;
}

/// As certbot does: each file is a link of its own, and one is replaced after the other.
#[tokio::test]
async fn a_certificate_whose_links_are_replaced_one_by_one_is_renewed() {
    let site = Site::new();
    let first = issue_within(&site, "first");
    let lead_to = |folder: &str, file: &str| {
        replace_link(&site.folder.join(file), &format!("{folder}/{file}"));
    };
    lead_to("first", "certificate.pem");
    lead_to("first", "key.pem");
    let server = serve(&site).await;
    let stream = try_connect(&first, &server, &["h2"]).await.unwrap();
    let mut before = http2(stream).await;
    is_served(&mut before).await;

    let second = issue_within(&site, "second");
    lead_to("second", "certificate.pem");
    // The server has looked, and found a certificate without its key.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert!(try_connect(&first, &server, &["h2"]).await.is_ok());
    lead_to("second", "key.pem");
    shows(&server, &second).await;
    is_served(&mut before).await;
}
