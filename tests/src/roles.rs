//! The roles as processes of their own, and calls to the backend as a person or as a worker.

use std::process::Stdio;

use api::account::User;
use api::media::FILE_NAME;
use reqwest::{Client, Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

use crate::api::{assertion, http, secret_bytes};
use crate::program::{Program, command};

/// Shared by all roles of a test.
pub const SECRET: &str = "7e57000000000000000000000000000000000000000000000000000000007e57";
pub const PASSWORD: &str = "correct horse battery";

/// A backend, and whatever else a test starts beside it.
#[derive(Debug)]
pub struct Roles {
    pub backend: Program,
    /// Where the REST API is.
    pub url: String,
    pub data: TempDir,
    database: Option<String>,
}

/// A role that was started beside the backend. `url` is empty for a worker.
#[derive(Debug)]
pub struct Role {
    pub program: Program,
    pub url: String,
}

impl Roles {
    /// On SQLite in the data folder, or on the database named.
    pub async fn start(database: Option<&str>) -> Self {
        let data = TempDir::new().expect("a temporary folder");
        let (backend, url) = backend("127.0.0.1:0", &data, database).await;
        Self {
            backend,
            url,
            data,
            database: database.map(str::to_owned),
        }
    }

    /// Another backend where the last one was, on its data.
    pub async fn restart(&mut self) {
        let listen = self.url.trim_start_matches("http://").to_owned();
        let (program, url) = backend(&listen, &self.data, self.database.as_deref()).await;
        assert_eq!(url, self.url);
        self.backend = program;
    }

    pub async fn web(&self, more: &[&str]) -> Role {
        self.web_at("127.0.0.1:0", more).await
    }

    /// A web on that address.
    pub async fn web_at(&self, listen: &str, more: &[&str]) -> Role {
        let args = [
            "web",
            "--listen",
            listen,
            "--backend-url",
            &self.url,
            "--log",
            "info",
        ];
        let (program, url) = role(&[&args, more].concat(), "Rushes is at ").await;
        Role { program, url }
    }

    pub async fn worker(&self) -> Role {
        let scratch = self
            .data
            .path()
            .join(format!("worker-{}", uuid::Uuid::new_v4()));
        let scratch = scratch.to_str().expect("its path is text");
        let args = [
            "worker",
            "--backend-url",
            &self.url,
            "--scratch-dir",
            scratch,
            "--log",
            "info",
        ];
        let (program, _) = role(&args, "The worker of Rushes takes jobs from ").await;
        Role {
            program,
            url: String::new(),
        }
    }

    /// Adds an account with [`PASSWORD`] as its operator would.
    pub async fn account(&self, name: &str) {
        let said = self.user(&["add", name], PASSWORD).await;
        assert!(said.contains("can sign in now"), "{said}");
    }

    /// `rushes user …` with a line on its standard input; what it said on either output.
    pub async fn user(&self, args: &[&str], line: &str) -> String {
        let mut whole = vec!["user"];
        whole.extend(args);
        whole.extend([
            "--data-dir",
            self.data.path().to_str().expect("its path is text"),
        ]);
        whole.extend(
            self.database
                .iter()
                .flat_map(|url| ["--database", url.as_str()]),
        );
        user(&whole, line).await
    }

    /// The backend as that person sees it.
    pub async fn person(&self, name: &str) -> Caller {
        Caller::person(&self.url, name).await
    }

    /// The backend as `web` or `worker` sees it.
    #[must_use]
    pub fn as_role(&self, subject: &str) -> Caller {
        Caller::role(&self.url, subject)
    }

    /// Calls the backend has answered so far, by its log.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        let lines = self.backend.err();
        lines
            .into_iter()
            .filter(|line| line.contains("backend::log: call"))
            .collect()
    }
}

/// Runs a command of `rushes user` with a line on its standard input.
pub async fn user(args: &[&str], line: &str) -> String {
    let mut child = command(args)
        .stdin(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // One that does not read has said why by then.
    let _ = stdin.write_all(format!("{line}\n").as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.expect("it ends");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

async fn backend(listen: &str, data: &TempDir, database: Option<&str>) -> (Program, String) {
    let folder = data.path().to_str().expect("its path is text");
    let mut args = vec![
        "backend",
        "--listen",
        listen,
        "--data-dir",
        folder,
        "--log",
        "debug,sqlx=warn",
    ];
    args.extend(database.iter().flat_map(|url| ["--database", url]));
    role(&args, "The backend of Rushes is at ").await
}

async fn role(args: &[&str], announcement: &str) -> (Program, String) {
    let mut command = command(args);
    command.env("RUSHES_SECRET", SECRET);
    let mut program = Program::start(command);
    let line = program.says(announcement).await;
    let url = line
        .rsplit(' ')
        .next()
        .expect("the line ends in the address")
        .trim_end_matches('/');
    (program, url.to_owned())
}

/// Calls with an assertion of its own.
#[derive(Clone, Debug)]
pub struct Caller {
    url: String,
    subject: String,
    client: Client,
}

impl Caller {
    /// A backend at that address as `web`, `worker` or `viewer:<id>` sees it.
    #[must_use]
    pub fn role(url: &str, subject: &str) -> Self {
        Self {
            url: url.to_owned(),
            subject: subject.to_owned(),
            client: http(),
        }
    }

    /// A backend at that address as that person sees it.
    pub async fn person(url: &str, name: &str) -> Self {
        let sign_in = serde_json::json!({ "name": name, "password": PASSWORD, "from": "test" });
        let (status, grant) = Self::role(url, "web").post("/v1/sessions", &sign_in).await;
        assert_eq!(status, 201, "{grant}");
        let user: User = serde_json::from_value(grant["session"]["user"].clone()).expect("a user");
        Self::role(url, &format!("viewer:{}", user.id))
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let token = assertion(&secret_bytes(SECRET), &self.subject);
        self.client
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(token)
    }

    /// Status and JSON body, null where there is none.
    pub async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let response = request.send().await.expect("the backend answers");
        let status = response.status().as_u16();
        let body = response.bytes().await.expect("the answer arrives");
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let (status, body) = self.send(self.request(Method::GET, path)).await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_value(body).expect("the type it should be")
    }

    /// Posts what must be taken.
    pub async fn make<T: DeserializeOwned>(&self, path: &str, body: Value) -> T {
        let (status, answer) = self.post(path, &body).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        serde_json::from_value(answer).expect("the type it should be")
    }

    pub async fn upload(
        &self,
        project: impl std::fmt::Display,
        name: &str,
        bytes: Vec<u8>,
    ) -> (u16, Value) {
        let path = format!("/v1/projects/{project}/files");
        self.send(
            self.request(Method::POST, &path)
                .header(FILE_NAME, name)
                .body(bytes),
        )
        .await
    }
}
