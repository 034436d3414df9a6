//! The program and its deployment agree: ports, paths, times, names. One file, `terraform/contract.json`, is read by both.
//!
//! What the program does not do yet stands there as planned; see `planned`.

mod emf;
mod planned;

use std::net::SocketAddr;

use api::shot::Take;
use reqwest::header;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::contract::{Contract, constant, read, source};
use tests::program::{Program, command, finish, free_port, run};
use tests::roles::{Caller, Roles, SECRET};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::budget::storyboard;

const WEB: &str = "server/studio/src/web/mod.rs";
const BACKEND: &str = "server/backend/src/server.rs";
const LINE: &str = "server/live/src/line.rs";

/// What a container of the role is given, as `terraform/roles.tf` writes it.
fn environment(role: &str, name: &str) -> &'static str {
    match name {
        "RUSHES_BACKEND_URL" => "http://backend.rushes-prod.internal:8081",
        "RUSHES_DATABASE" => {
            "postgres://rushes@rushes.abc.eu-central-1.rds.amazonaws.com:5432/rushes?sslmode=require"
        }
        "RUSHES_DATA_DIR" => "/data",
        "RUSHES_LISTEN" if role == "web" => "0.0.0.0:8080",
        "RUSHES_LISTEN" => "0.0.0.0:8081",
        "RUSHES_LOG" => "info",
        "RUSHES_LOG_FORMAT" => "json",
        "RUSHES_METRICS" => "emf",
        "RUSHES_PUBLIC_URL" => "https://rushes.example.com",
        "RUSHES_SCRATCH_DIR" => "/data/scratch",
        "RUSHES_SLOTS" => "2",
        "RUSHES_STACK" => "rushes-prod",
        "RUSHES_STOP_SECONDS" => "55",
        "RUSHES_TRUSTED_PROXIES" => "10.20.0.0/20,10.20.16.0/20",
        _ => panic!("{role} gets {name}; say here which value"),
    }
}

#[tokio::test]
async fn each_role_takes_the_environment_of_its_container_and_nothing_is_passed_over() {
    let contract = Contract::read();
    for role in contract.environment.keys() {
        let names = contract.environment_of(role);
        let mut asked = command(&[role, "--print-config"]);
        for name in &names {
            asked.env(name, environment(role, name));
        }
        if role != "migrate" {
            asked.env(&contract.secrets.shared, SECRET);
        }
        let said = finish(asked).await;
        assert_eq!(said.code, Some(0), "{role}: {}", said.err);
        for name in &names {
            // As its flag is called: a setting that was not read would show its default.
            let flag = name
                .trim_start_matches("RUSHES_")
                .to_lowercase()
                .replace('_', "-");
            // The options of a database's address are not shown, nor is the slash that ends an origin left out.
            let value = environment(role, name).split('?').next();
            let shown = said.out.lines().any(|line| {
                let (key, shown) = line.split_once(" = ").unwrap_or_default();
                key == flag && Some(shown.trim_end_matches('/')) == value
            });
            assert!(shown, "{role}: {name} is not in force: {}", said.out);
        }
    }
}

#[tokio::test]
async fn health_is_answered_where_the_balancer_and_the_container_ask() {
    let contract = Contract::read();
    let roles = Roles::start(None).await;
    let listen = format!("127.0.0.1:{}", free_port());
    let public = ["--public-url", "https://rushes.example.com"];
    let behind = ["--trusted-proxies", "10.20.0.0/20"];
    let _web = roles.web_at(&listen, &[public, behind].concat()).await;
    let web = format!("http://{listen}");
    let asked = [
        (&web, &contract.web.alive),
        (&web, &contract.web.ready),
        (&roles.url, &contract.backend.alive),
        (&roles.url, &contract.backend.ready),
    ];
    for (url, path) in asked {
        // A balancer asks by the task's address, not by the public name.
        let answer = tests::api::http()
            .get(format!("{url}{path}"))
            .header(header::HOST, "10.20.64.7:8080")
            .send()
            .await
            .expect("it answers");
        assert_eq!(answer.status(), 200, "{url}{path}");
        let said = run(&["healthcheck", "--url", &format!("{url}{path}")]).await;
        assert_eq!(said.code, Some(0), "{}", said.err);
    }
}

#[test]
fn times_are_what_the_source_says() {
    let contract = Contract::read();
    let table = [
        (contract.web.keep_alive_seconds, WEB, "KEEP_ALIVE"),
        (contract.backend.keep_alive_seconds, BACKEND, "KEEP_ALIVE"),
        (contract.web.ping_seconds, LINE, "PING_EVERY"),
        (contract.web.silence_seconds, LINE, "SILENCE"),
        (
            contract.web.hand_over_seconds,
            "server/app/src/roles/web.rs",
            "HAND_OVER",
        ),
        (
            contract.worker.give_back_seconds,
            "server/backend/src/worker/mod.rs",
            "STOP_WITHIN",
        ),
        (
            contract.worker.most_slots,
            "server/app/src/config/check.rs",
            "MOST_SLOTS",
        ),
        (
            contract.stop.most_seconds,
            "server/app/src/config/check.rs",
            "LONGEST_STOP",
        ),
        (
            contract.backend.database_connections,
            "server/backend/src/store/db.rs",
            "POSTGRES_CONNECTIONS",
        ),
    ];
    for (agreed, path, name) in table {
        assert_eq!(
            agreed,
            constant(path, name),
            "{name} of {path}, and terraform/contract.json"
        );
    }
    // The feed goes through a balancer too, where one stands before the backend.
    assert!(constant("server/client/src/feed.rs", "PING_EVERY") <= contract.web.ping_seconds);
    assert!(
        constant("server/client/src/pool.rs", "IDLE_TIMEOUT") < contract.backend.keep_alive_seconds
    );
    // Twice silent and still inside the balancer's patience, which ends 15 s before the keep-alive.
    assert!(contract.web.silence_seconds < contract.web.keep_alive_seconds - 15);
    assert_eq!(
        contract.worker.cores_per_slot, 2,
        "`--slots` says that one fills about two cores"
    );
    assert!(source().contains("One fills about two cores."));
}

#[test]
fn ports_and_paths_are_what_the_source_says() {
    let contract = Contract::read();
    let args = read("server/app/src/config/args.rs");
    for port in [contract.web.port, contract.backend.port] {
        assert!(
            args.contains(&format!("default_value = \"127.0.0.1:{port}\"")),
            "{port}"
        );
    }
    assert!(read(WEB).contains(&format!("const LIVE: &str = \"{}\";", contract.web.sockets)));
}

#[test]
fn the_image_is_as_its_tasks_expect_it() {
    let image = Contract::read().image;
    let dockerfile = read("Dockerfile");
    for line in [
        format!("ENTRYPOINT [\"{}\"]", image.binary),
        format!("USER {}", image.user),
        // The volume takes over the owner of the folder it is mounted on only where the image declares it.
        format!("VOLUME {}", image.data_dir),
        format!(
            "COPY --from=build --chown={} /out/data {}",
            image.user, image.data_dir
        ),
    ] {
        assert!(
            dockerfile.lines().any(|have| have == line),
            "the Dockerfile has no line `{line}`"
        );
    }
    let scratch = Contract::read().worker.scratch_dir;
    assert!(
        scratch.starts_with(&format!("{}/", image.data_dir)),
        "only {} is writable",
        image.data_dir
    );
}

#[tokio::test]
async fn plain_http_goes_to_private_names_only() {
    let contract = Contract::read();
    let check = async |host: &str| {
        let mut asked = command(&[
            "worker",
            "--check-config",
            "--backend-url",
            &format!("http://backend{host}:8081"),
        ]);
        asked.env(&contract.secrets.shared, SECRET);
        finish(asked).await.code
    };
    for end in &contract.internal_names {
        assert_eq!(check(&format!(".rushes{end}")).await, Some(0), "{end}");
    }
    assert_eq!(check(".rushes.example.com").await, Some(2));
}

/// A backend or worker as a container runs it: its settings in the environment, its log in JSON.
async fn in_json(args: &[&str], says: &str) -> Program {
    let mut role = command(args);
    role.env("RUSHES_LOG_FORMAT", "json")
        .env("RUSHES_SECRET", SECRET);
    let mut program = Program::start(role);
    program.says(says).await;
    program
}

fn line(program: &Program, message: &str) -> Option<Value> {
    let lines = program.err();
    let parsed = lines
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    parsed.into_iter().find(|line| line["message"] == message)
}

#[tokio::test]
async fn the_log_has_the_lines_that_alarms_count() {
    let contract = Contract::read();
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let backend = in_json(
        &["backend", "--listen", "127.0.0.1:0", "--data-dir", data],
        "is at",
    )
    .await;
    let url = backend.out()[0]
        .rsplit(' ')
        .next()
        .expect("an address")
        .to_owned();
    tests::roles::user(
        &["user", "add", "ann", "--data-dir", data],
        tests::roles::PASSWORD,
    )
    .await;
    let scratch = folder.path().join("scratch");
    let scratch = scratch.to_str().expect("text");
    let worker = in_json(
        &["worker", "--backend-url", &url, "--scratch-dir", scratch],
        "takes jobs",
    )
    .await;

    let ann = Caller::person(&url, "ann").await;
    let (_, shots) = storyboard(&ann, 1).await;
    let _: Take = ann
        .make(&format!("/v1/shots/{}/takes", shots[0].id), json!({}))
        .await;
    let finished = &contract.logs["job_finished"].value;
    let done = tests::until("the job is finished", async || line(&worker, finished)).await;
    let call = line(&backend, &contract.logs["call"].value).expect("writes are logged");
    for (line, name) in [(&done, "job_finished"), (&call, "call")] {
        let measure = contract.logs[name]
            .measure
            .as_deref()
            .expect("it is measured");
        assert!(line[measure].is_number(), "{name}: {line}");
        // Errors are counted by this field, whatever they say.
        assert_eq!(
            line[&contract.logs["error"].field], "INFO",
            "{name}: {line}"
        );
    }
    // What takes a crash or a silent worker to see is looked for where it is written.
    let source = source();
    for (name, line) in contract.logs.iter().filter(|(name, _)| *name != "error") {
        assert_eq!(line.field, "message", "{name}");
        assert!(
            source.contains(&format!("\"{}\"", line.value)),
            "nothing logs `{}`",
            line.value
        );
    }
}

/// Stands in for Postgres up to the question for a password, and gives back the answer.
async fn password_asked(listener: TcpListener) -> String {
    let (mut client, _) = listener.accept().await.expect("it connects");
    loop {
        let length = client.read_u32().await.expect("a message") as usize - 4;
        let mut message = vec![0; length];
        client.read_exact(&mut message).await.expect("all of it");
        // TLS is asked for first; this one has none, which `sslmode=prefer` accepts.
        if message[..4] == 80_877_103u32.to_be_bytes() {
            client.write_all(b"N").await.expect("it listens");
            continue;
        }
        client
            .write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3])
            .await
            .expect("it listens");
        return answer(&mut client).await;
    }
}

async fn answer(client: &mut TcpStream) -> String {
    assert_eq!(client.read_u8().await.expect("an answer"), b'p');
    let length = client.read_u32().await.expect("its length") as usize - 4;
    let mut password = vec![0; length];
    client.read_exact(&mut password).await.expect("all of it");
    String::from_utf8_lossy(&password)
        .trim_end_matches('\0')
        .to_owned()
}

#[tokio::test]
async fn the_databases_password_comes_by_a_name_of_its_own() {
    let contract = Contract::read();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address: SocketAddr = listener.local_addr().expect("it has an address");
    let folder = TempDir::new().expect("a folder");
    let mut migrate = command(&[
        "migrate",
        "--data-dir",
        folder.path().to_str().expect("text"),
    ]);
    migrate
        .env(
            "RUSHES_DATABASE",
            format!("postgres://rushes@{address}/rushes?sslmode=prefer"),
        )
        .env(&contract.secrets.database_password, "of the secret");
    let _program = Program::start(migrate).quiet();
    assert_eq!(password_asked(listener).await, "of the secret");
}
