//! The program from outside: what it says, when it refuses, how it stops.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;
use tests::program::{Program, Rushes, command, finish, free_port, run};
use tests::roles::{Roles, SECRET};

/// The sentences on the standard error.
fn sentences(err: &str) -> Vec<&str> {
    err.lines().collect()
}

#[tokio::test]
async fn all_mistakes_are_told_at_once_and_nothing_starts() {
    let said = run(&[
        "--listen",
        "nowhere",
        "--public-url",
        "here",
        "--log-format",
        "loud",
        "--stop-seconds",
        "never",
    ])
    .await;
    assert_eq!(said.code, Some(2));
    assert_eq!(said.out, "");
    assert_eq!(sentences(&said.err).len(), 4, "{}", said.err);
}

#[tokio::test]
async fn a_table_of_bad_configurations() {
    let table: [(&[&str], &str); 10] = [
        (&["--listen", "example.com:80"], "--listen"),
        (&["--listen", "127.0.0.1:99999"], "--listen"),
        (&["--public-url", "https://example.com/sub"], "--public-url"),
        (&["--trusted-proxies", "10.0.0.0/40"], "--trusted-proxies"),
        (&["--web-dir", "/nowhere"], "--web-dir"),
        (&["--database", "mysql://host/name"], "--database"),
        (&["--log", "info,rushes=loud"], "--log"),
        (&["--stop-seconds", "121"], "--stop-seconds"),
        (
            &[
                "worker",
                "--backend-url",
                "http://api.example.com",
                "--secret-file",
                "/nowhere",
            ],
            "--backend-url",
        ),
        (&["web", "--bakend-url", "http://backend"], "--bakend-url"),
    ];
    for (args, named) in table {
        let said = run(args).await;
        assert_eq!(said.code, Some(2), "{args:?}: {}", said.err);
        assert!(said.err.contains(named), "{args:?}: {}", said.err);
        assert_eq!(said.out, "", "{args:?}");
    }
}

#[tokio::test]
async fn the_environment_says_the_same_as_flags() {
    let mut asked = command(&["backend", "--print-config"]);
    asked
        .env("RUSHES_LISTEN", "127.0.0.1:7777")
        .env("RUSHES_LOG_FORMAT", "json")
        .env("RUSHES_SECRET", "5e".repeat(32));
    asked.env(
        "RUSHES_DATABASE",
        "postgres://ann:hunter2@db.internal/rushes",
    );
    let said = finish(asked).await;
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(
        said.out.contains("listen = 127.0.0.1:7777\n") && said.out.contains("log-format = json\n"),
        "{}",
        said.out
    );
    assert!(
        !said.out.contains("hunter2") && !said.out.contains("5e5e"),
        "{}",
        said.out
    );
}

#[tokio::test]
async fn checking_the_configuration_touches_nothing() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let said = run(&["--check-config", "--data-dir", data.to_str().expect("text")]).await;
    assert_eq!(
        (said.code, said.out.as_str(), said.err.as_str()),
        (Some(0), "", "")
    );
    assert!(!data.exists());
}

#[tokio::test]
async fn it_prints_one_line_keeps_its_data_to_itself_and_stops_cleanly() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let args = [
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        data.to_str().expect("text"),
    ];
    let mut program = Program::start(command(&args));
    let line = program.says("Rushes is at http://127.0.0.1:").await;
    let url = line.rsplit(' ').next().expect("an address");
    for path in ["/healthz", "/readyz"] {
        assert_eq!(
            reqwest::get(format!("{url}{path}"))
                .await
                .expect("it answers")
                .status(),
            200,
            "{path}"
        );
    }
    let mode = |name: &str| {
        fs::metadata(data.join(name))
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode(""), mode("secret.key")), (0o700, 0o600));
    assert_eq!(program.stop().await, Some(0));
    assert_eq!((program.out(), program.err()), (vec![line], vec![]));
}

#[tokio::test]
async fn control_c_stops_it_cleanly_too() {
    let mut rushes = Rushes::start().await;
    rushes.program.signal("INT").await;
    assert_eq!(rushes.program.ended().await.code(), Some(0));
}

#[tokio::test]
async fn the_secret_and_the_data_outlive_a_restart() {
    let mut first = Rushes::start().await;
    let secret = fs::read(first.data().join("secret.key")).expect("a secret");
    assert_eq!(first.program.stop().await, Some(0));
    let second = first.again().await;
    assert_eq!(
        fs::read(second.data().join("secret.key")).expect("a secret"),
        secret
    );
}

#[tokio::test]
async fn a_port_in_use_is_told_in_a_sentence() {
    let rushes = Rushes::start().await;
    let folder = TempDir::new().expect("a folder");
    let address = rushes.url.trim_start_matches("http://");
    let said = run(&[
        "--listen",
        address,
        "--data-dir",
        folder.path().to_str().expect("text"),
    ])
    .await;
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(
        said.err.contains(address) && said.err.contains("in use"),
        "{}",
        said.err
    );
    assert_eq!(sentences(&said.err).len(), 1, "{}", said.err);
}

#[tokio::test]
async fn a_data_folder_in_use_is_told_in_a_sentence() {
    let rushes = Rushes::start().await;
    let data = rushes.data().to_str().expect("text");
    let said = run(&["--listen", "127.0.0.1:0", "--data-dir", data]).await;
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    let by = format!("in use by another Rushes (process {})", rushes.program.id());
    assert!(said.err.contains(&by), "{}", said.err);
}

#[tokio::test]
async fn a_second_backend_on_one_sqlite_file_is_told_what_holds_it() {
    let mut roles = Roles::start(None).await;
    let held = roles.data.path().join("rushes.db");
    let elsewhere = TempDir::new().expect("a folder");
    let other = elsewhere.path().to_str().expect("text");
    // The same file by another path.
    let link = elsewhere.path().join("link.db");
    std::os::unix::fs::symlink(&held, &link).expect("a link");
    let [held, link] = [&held, &link].map(|path| format!("sqlite:{}", path.display()));
    let data = roles.data.path().to_str().expect("text").to_owned();
    let backend = ["backend", "--listen", "127.0.0.1:0"];
    for args in [
        [&backend[..], &["--data-dir", &data]].concat(),
        [&backend[..], &["--data-dir", other, "--database", &held]].concat(),
        [&backend[..], &["--data-dir", other, "--database", &link]].concat(),
        vec!["--listen", "127.0.0.1:0", "--data-dir", &data],
        vec![
            "--listen",
            "127.0.0.1:0",
            "--data-dir",
            other,
            "--database",
            &held,
        ],
    ] {
        let mut second = command(&args);
        second.env("RUSHES_SECRET", SECRET);
        let said = finish(second).await;
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{args:?}");
        let by = format!("in use by another Rushes (process {})", roles.backend.id());
        assert!(said.err.contains(&by), "{args:?}: {}", said.err);
        assert!(said.err.contains("rushes.db"), "{}", said.err);
        assert_eq!(sentences(&said.err).len(), 1, "{}", said.err);
    }
    // Its operator's commands are not backends: they may look and change beside it.
    roles.account("ann").await;
    assert_eq!(roles.backend.stop().await, Some(0));
    let mut next = command(&[&backend[..], &["--data-dir", &data]].concat());
    next.env("RUSHES_SECRET", SECRET);
    let mut next = Program::start(next);
    next.says("The backend of Rushes is at ").await;
    assert_eq!(next.stop().await, Some(0));
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_made_or_written_is_told_in_a_sentence() {
    // Not even root can make a folder below a file, or in /proc.
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    for data in [
        file.join("data").to_str().expect("text"),
        file.to_str().expect("text"),
        "/proc/1",
    ] {
        let said = run(&["--listen", "127.0.0.1:0", "--data-dir", data]).await;
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{data}");
        assert!(
            said.err.contains("data folder") && said.err.contains(data),
            "{}",
            said.err
        );
        assert_eq!(sentences(&said.err).len(), 1, "{}", said.err);
    }
}

#[tokio::test]
async fn a_corrupt_database_is_told_in_a_sentence_and_left_as_it_is() {
    let folder = TempDir::new().expect("a folder");
    let database = folder.path().join("rushes.db");
    fs::write(
        &database,
        "this is no database, and it is long enough to hold a header".repeat(100),
    )
    .expect("written");
    let before = fs::read(&database).expect("read");
    let said = run(&[
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        folder.path().to_str().expect("text"),
    ])
    .await;
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(1), ""),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("damaged") && said.err.contains("rushes.db"),
        "{}",
        said.err
    );
    assert_eq!(sentences(&said.err).len(), 1, "{}", said.err);
    assert_eq!(fs::read(&database).expect("read"), before);
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_told_in_a_sentence() {
    let url = format!("postgres://postgres@127.0.0.1:{}/rushes", free_port());
    let said = run(&["migrate", "--database", &url]).await;
    assert_eq!(said.code, Some(1));
    assert_eq!(sentences(&said.err).len(), 1, "{}", said.err);
}

#[tokio::test]
async fn the_health_check_is_an_exit_code() {
    let rushes = Rushes::start().await;
    let alive = run(&["healthcheck", "--url", &rushes.page("/healthz")]).await;
    assert_eq!(alive.code, Some(0), "{}", alive.err);
    let absent = run(&[
        "healthcheck",
        "--url",
        &format!("http://127.0.0.1:{}/healthz", free_port()),
    ])
    .await;
    assert_eq!(absent.code, Some(1));
    let wrong = run(&["healthcheck", "--url", &rushes.page("/no-such-page")]).await;
    assert_eq!(wrong.code, Some(1));
}

#[tokio::test]
async fn json_logs_are_one_object_a_line_without_secrets() {
    let mut rushes = Rushes::with(&["--log-format", "json", "--log", "debug"]).await;
    let secret = fs::read_to_string(rushes.data().join("secret.key")).expect("a secret");
    reqwest::get(rushes.page("/")).await.expect("it answers");
    assert_eq!(rushes.program.stop().await, Some(0));
    let lines = rushes.program.err();
    assert!(!lines.is_empty());
    for line in lines {
        let event: serde_json::Value = serde_json::from_str(&line).expect("an object");
        assert!(
            event["timestamp"].is_string() && event["level"].is_string(),
            "{line}"
        );
        assert!(!line.contains(secret.trim()), "{line}");
    }
}
