//! A small server of files, for pages that need no Rushes: the suites of the browser client.

use std::path::{Component, Path, PathBuf};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request line and its headers; a browser's are far shorter.
const MAX_REQUEST: usize = 16 * 1024;

/// Serves a folder with a strict policy until it goes.
#[derive(Debug)]
pub struct Files {
    pub url: String,
    server: JoinHandle<()>,
}

impl Files {
    /// `policy` is the Content-Security-Policy of every answer.
    pub async fn serve(folder: &Path, policy: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!(
            "http://{}",
            listener.local_addr().expect("it has an address")
        );
        let folder = folder.to_owned();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, folder.clone(), policy));
            }
        });
        Self { url, server }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(mut stream: TcpStream, folder: PathBuf, policy: &str) {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut piece = [0; 2048];
        match stream.read(&mut piece).await {
            Ok(read @ 1..) if request.len() < MAX_REQUEST => request.extend(&piece[..read]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request);
    let target = request.split(' ').nth(1).unwrap_or("/");
    let path = Path::new(
        target
            .split('?')
            .next()
            .unwrap_or("/")
            .trim_start_matches('/'),
    );
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let body = if inside {
        tokio::fs::read(folder.join(path)).await.ok()
    } else {
        None
    };
    let (status, body) = match body {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let kind = match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nContent-Security-Policy: {policy}\r\nCache-Control: max-age=3600\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A browser that went away needs no answer.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
    let _ = stream.shutdown().await;
}
