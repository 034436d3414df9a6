//! Who may come in: accounts, their sessions, and requests that only look like ours.

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::json;
use tests::Browser;
use tests::api::http;
use tests::program::{Program, Rushes, command, free_port, run};
use tests::roles::{PASSWORD, Roles, user};
use tests::wire_tab::sign_in;

use crate::budget::signed_in;

#[tokio::test]
async fn an_address_that_others_can_reach_needs_an_account_first() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let outside = ["--listen", "0.0.0.0:0", "--data-dir", data];
    // A loopback address under a public name is reached by everybody through its proxy.
    let proxied = [
        "--listen",
        "127.0.0.1:0",
        "--public-url",
        "https://rushes.example.com",
        "--data-dir",
        data,
    ];
    for args in [&outside[..], &proxied[..]] {
        let said = run(args).await;
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
        assert!(said.err.contains("rushes user add"), "{}", said.err);
    }
    let said = user(
        &["user", "add", "ann", "--admin", "--data-dir", data],
        PASSWORD,
    )
    .await;
    assert!(said.contains("ann can sign in now"), "{said}");
    let mut program = Program::start(command(&proxied));
    program
        .says("Rushes is at https://rushes.example.com")
        .await;
    assert_eq!(program.stop().await, Some(0));
}

#[tokio::test]
async fn accounts_are_added_closed_opened_again_and_listed() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = ["--data-dir", folder.path().to_str().expect("text")];
    let ask =
        async |args: &[&str], line: &str| user(&[&["user"], args, &data[..]].concat(), line).await;
    assert!(
        ask(&["add", "ann"], "short")
            .await
            .contains("at least 10 characters")
    );
    ask(&["add", "ann"], PASSWORD).await;
    ask(&["add", "bob", "--admin"], PASSWORD).await;
    assert!(ask(&["add", "Ann"], PASSWORD).await.contains("already"));
    ask(&["disable", "ann"], "").await;
    assert_eq!(
        ask(&["list"], "").await,
        "ann\tcreator\tclosed\nbob\tadmin\topen\n"
    );
    ask(&["reset", "ann"], "another horse battery").await;
    assert_eq!(
        ask(&["list"], "").await,
        "ann\tcreator\topen\nbob\tadmin\topen\n"
    );
    assert!(ask(&["disable", "eve"], "").await.contains("rushes: "));
}

#[tokio::test]
async fn a_person_signs_in_and_is_sent_away_everywhere_when_the_account_is_closed() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let person = browser.person().await;
    let page = person.open(&format!("{}/activity", web.url)).await;
    page.fill("#name", "ann").await;
    page.fill("#password", "not her password").await;
    page.press("Enter").await;
    page.see(".field-error").await;
    page.fill("#password", PASSWORD).await;
    page.press("Enter").await;
    page.live().await;
    assert_eq!(page.ask::<String>("location.pathname").await, "/activity");
    let other = person.open(&web.url).await;
    other.live().await;
    roles.user(&["disable", "ann"], "").await;
    for tab in [&page, &other] {
        tab.wait("location.pathname === '/login'").await;
        tab.read("You were signed out").await;
    }
    // Once the account is open again, everybody goes on where they were.
    roles.user(&["reset", "ann"], PASSWORD).await;
    page.fill("#name", "ann").await;
    page.fill("#password", PASSWORD).await;
    page.press("Enter").await;
    page.live().await;
    assert_eq!(page.ask::<String>("location.pathname").await, "/activity");
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let web = roles.web(&[]).await;
    let client = http();
    let mut statuses = Vec::new();
    for attempt in 0..30 {
        let form = [
            ("name", "ann"),
            ("password", &format!("guess number {attempt}")),
            ("next", "/"),
        ];
        let answer = client
            .post(format!("{}/login", web.url))
            .header("origin", &web.url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(serde_urlencoded(&form))
            .send()
            .await
            .expect("it answers");
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses[0], 401, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
}

fn serde_urlencoded(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}

#[tokio::test]
async fn cookies_are_hidden_from_scripts_and_secure_behind_tls() {
    let rushes = Rushes::start().await;
    let answer = http()
        .get(rushes.page("/"))
        .send()
        .await
        .expect("it answers");
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && !cookie.contains("Secure"),
        "{cookie}"
    );

    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let listen = format!("127.0.0.1:{}", free_port());
    let _web = roles
        .web_at(&listen, &["--public-url", "https://rushes.example.com"])
        .await;
    let form = serde_urlencoded(&[("name", "ann"), ("password", PASSWORD), ("next", "/")]);
    let answer = http()
        .post(format!("http://{listen}/login"))
        .header("origin", "https://rushes.example.com")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("it answers");
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn studios_on_one_host_leave_each_other_signed_in() {
    let (one, other) = tokio::join!(Rushes::start(), Rushes::start());
    // Browsers keep one jar for a host, whatever the port.
    let client = http();
    let opens = async |studio: &Rushes| {
        let answer = client.get(studio.page("/")).send().await;
        let answer = answer.expect("it answers");
        assert_eq!(answer.status(), 200);
        answer.headers().contains_key("set-cookie")
    };
    assert!(opens(&one).await && opens(&other).await, "first visits");
    assert!(!opens(&one).await && !opens(&other).await, "still known");
}

#[tokio::test]
async fn a_stale_cookie_before_the_good_one_does_not_sign_anybody_out() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let web = roles.web(&[]).await;
    let good = sign_in(&web.url, "ann").await;
    let (name, _) = good.split_once('=').expect("a cookie");
    for cookies in [
        format!("{name}=stale; {good}"),
        format!("theirs; {good}; {name}=stale"),
    ] {
        let page = http().get(&web.url).header("cookie", &cookies).send().await;
        assert_eq!(page.expect("it answers").status(), 200, "{cookies}");
    }
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_is_answered_in_a_sentence() {
    let rushes = Rushes::start().await;
    let form = "application/x-www-form-urlencoded";
    for (path, kind, body, status) in [
        ("/login", "text/plain", "x".to_owned(), 400),
        ("/login", form, "name=ann".to_owned(), 400),
        (
            "/login",
            form,
            format!("name={}", "x".repeat(9 * 1024)),
            413,
        ),
        ("/logout/more", form, String::new(), 405),
    ] {
        let answer = http()
            .post(rushes.page(path))
            .header("origin", &rushes.url)
            .header("content-type", kind)
            .body(body)
            .send()
            .await
            .expect("it answers");
        assert_eq!(answer.status(), status, "{path}");
        let said = answer.text().await.expect("a page");
        assert!(said.contains("To the projects"), "{path}: {said}");
    }
}

#[tokio::test]
async fn a_local_studio_answers_to_loopback_names_only() {
    let rushes = Rushes::start().await;
    let port = rushes.url.rsplit(':').next().expect("a port");
    for (host, taken) in [
        ("127.0.0.1", true),
        ("localhost", true),
        ("LocalHost", true),
        ("evil.example", false),
        ("127.0.0.1.evil.example", false),
    ] {
        let answer = http()
            .get(rushes.page("/"))
            .header("host", format!("{host}:{port}"))
            .send()
            .await
            .expect("it answers");
        assert_eq!(answer.status() == 200, taken, "{host}: {}", answer.status());
    }
}

#[tokio::test]
async fn a_request_from_another_site_changes_nothing() {
    let rushes = Rushes::start().await;
    let client = http();
    client
        .get(rushes.page("/"))
        .send()
        .await
        .expect("the first page, with its cookie");
    let foreign: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://127.0.0.1:1"),
        ],
        &[],
    ];
    for headers in foreign {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_static(value));
        }
        for path in ["/logout", "/login", "/upload?project=x"] {
            let answer = client
                .post(rushes.page(path))
                .headers(map.clone())
                .body("x")
                .send()
                .await
                .expect("it answers");
            assert_eq!(answer.status(), 403, "{path} {headers:?}");
        }
        let handshake = [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        let mut socket = client.get(rushes.page("/live")).headers(map);
        for (name, value) in handshake {
            socket = socket.header(name, value);
        }
        assert_eq!(
            socket.send().await.expect("it answers").status(),
            403,
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn a_page_carries_a_strict_policy_and_nothing_inline() {
    let rushes = Rushes::start().await;
    let answer = http()
        .get(rushes.page("/"))
        .send()
        .await
        .expect("it answers");
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let html = answer.text().await.expect("a page");
    assert!(
        !html.contains("<style") && !html.contains(" style=") && !html.contains("<script>"),
        "{html}"
    );
}

#[tokio::test]
async fn what_is_anothers_looks_like_what_is_not_there() {
    let roles = Roles::start(None).await;
    for name in ["ann", "bob"] {
        roles.account(name).await;
    }
    let (project, shots) = crate::budget::storyboard(&roles.person("ann").await, 1).await;
    let bob = roles.person("bob").await;
    let paths = [
        format!("/v1/projects/{}", project.id),
        format!("/v1/projects/{}/shots", project.id),
        format!("/v1/shots/{}", shots[0].id),
        format!("/v1/shots/{}/keyframes", shots[0].id),
        format!("/v1/shots/{}/takes", shots[0].id),
    ];
    for path in &paths {
        let (status, body) = bob.send(bob.request(reqwest::Method::GET, path)).await;
        assert_eq!(
            (status, &body["code"]),
            (404, &json!("not_found")),
            "{path}: {body}"
        );
        let worker = roles.as_role("worker");
        assert_eq!(
            worker
                .send(worker.request(reqwest::Method::GET, path))
                .await
                .0,
            403,
            "{path}"
        );
        let bare = http()
            .get(format!("{}{path}", roles.url))
            .send()
            .await
            .expect("it answers");
        assert_eq!(bare.status(), 401, "{path}");
    }
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let page = signed_in(&browser.person().await, &web.url, "bob").await;
    page.go(&format!("{}/projects/{}", web.url, project.id))
        .await;
    page.read("does not exist").await;
}
