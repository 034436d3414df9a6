//! The roles apart, as they run in a cluster: on Postgres, behind a balancer, from whichever process answers.

use tests::Browser;
use tests::servers::{Balance, Database, Haproxy};

use crate::budget::{signed_in, storyboard};
use tests::roles::Roles;

#[tokio::test]
async fn separate_roles_on_postgres_behind_a_balancer_render_a_take_for_tabs_on_both() {
    let database = Database::fresh().await;
    let roles = Roles::start(Some(&database.url)).await;
    roles.account("ann").await;
    let (project, shots) = storyboard(&roles.person("ann").await, 2).await;
    let (one, two) = (roles.web(&[]).await, roles.web(&[]).await);
    let _worker = roles.worker().await;
    let balancer = Haproxy::over(&[&one.url, &two.url], Balance::RoundRobin).await;
    let browser = Browser::start().await;
    let person = browser.person().await;
    let page = signed_in(&person, &balancer.url, "ann").await;
    let path = format!("/projects/{}/shots/{}", project.id, shots[0].id);
    page.go(&format!("{}{path}", balancer.url)).await;
    page.live().await;
    // Straight at each process: what happens in one is seen in the other. A cookie knows no port.
    let (left, right) = (
        person.open(&format!("{}{path}", one.url)).await,
        person.open(&format!("{}{path}", two.url)).await,
    );
    left.live().await;
    right.live().await;
    left.click("#generate").await;
    for tab in [&left, &right, &page] {
        tab.see(".take-card.is-done").await;
        tab.wait("document.querySelector('main video')?.videoWidth > 0")
            .await;
        assert_eq!(tab.complaints(), [""; 0]);
    }
}

#[tokio::test]
async fn a_tab_moves_to_the_other_process_when_its_own_is_stopped() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let (project, _) = storyboard(&roles.person("ann").await, 2).await;
    let (mut one, mut two) = (roles.web(&[]).await, roles.web(&[]).await);
    let balancer = Haproxy::over(&[&one.url, &two.url], Balance::Sticky).await;
    let browser = Browser::start().await;
    let page = signed_in(&browser.person().await, &balancer.url, "ann").await;
    page.go(&format!("{}/projects/{}", balancer.url, project.id))
        .await;
    page.live().await;
    page.see(".shot-card").await;
    let (loads, opened) = page.traffic(|traffic| (traffic.loads, traffic.opened));
    // Whichever it is on: both stop, one after the other, and the first is back before the second goes.
    assert_eq!(one.program.stop().await, Some(0));
    let _again = roles
        .web_at(one.url.trim_start_matches("http://"), &[])
        .await;
    tests::until("the balancer knows the new process", async || {
        balancer
            .tell("show servers state")
            .await
            .lines()
            .any(|line| line.contains(" s1 ") && line.contains(" 2 0 "))
            .then_some(())
    })
    .await;
    assert_eq!(two.program.stop().await, Some(0));
    page.wait("document.documentElement.dataset.connection === 'live'")
        .await;
    page.click("button >> Add a shot").await;
    page.wait("document.querySelectorAll('.shot-card').length === 3")
        .await;
    let (now_loads, now_opened) = page.traffic(|traffic| (traffic.loads, traffic.opened));
    assert_eq!(now_loads, loads, "the page was not loaded again");
    assert!(now_opened > opened, "it came back on another line");
}

#[tokio::test]
async fn the_web_keeps_serving_while_its_backend_is_away() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let (project, _) = storyboard(&roles.person("ann").await, 2).await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let page = signed_in(&browser.person().await, &web.url, "ann").await;
    page.go(&format!("{}/projects/{}", web.url, project.id))
        .await;
    page.live().await;
    page.see(".shot-card").await;
    roles.backend.signal("STOP").await;
    page.read("cannot reach its backend").await;
    let ready = tests::api::http()
        .get(format!("{}/readyz", web.url))
        .send()
        .await
        .expect("it answers");
    assert_eq!(ready.status(), 200);
    page.see(".shot-card").await;
    roles.backend.signal("CONT").await;
    page.wait("!document.body.innerText.includes('cannot reach its backend')")
        .await;
}
