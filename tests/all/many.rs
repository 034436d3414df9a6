//! What many tabs on one project cost the backend: as many calls as one tab.

use api::shot::Shot;
use reqwest::Method;
use serde_json::json;
use tests::crowd::Crowd;
use tests::roles::{Caller, Roles};
use tests::until;
use tests::wire_tab::sign_in;

use crate::budget::storyboard;

const TABS: usize = 1000;
/// A session has at most 64 tabs.
const PER_SESSION: usize = 60;

/// Reads that the backend has answered; which session a cookie stands for is asked once per session, not per tab.
fn reads(roles: &Roles) -> usize {
    let calls = roles.calls();
    let is_read = |call: &&String| call.contains("method=GET");
    calls.iter().filter(is_read).count()
}

/// Renames a shot as another process would, and waits until each of the crowd was sent the name.
async fn rename(ann: &Caller, shot: &mut Shot, name: &str, crowd: &Crowd) {
    crowd.seek(name);
    let edit = json!({ "version": shot.version, "name": name });
    let call = ann.request(Method::PATCH, &format!("/v1/shots/{}", shot.id));
    let (status, edited) = ann.send(call.json(&edit)).await;
    assert_eq!(status, 200, "{edited}");
    *shot = serde_json::from_value(edited).expect("a shot");
    until("all tabs are sent the name", async || {
        (crowd.found() >= crowd.present()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_thousand_tabs_on_one_project_cause_as_many_calls_as_one() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let (project, mut shots) = storyboard(&ann, 3).await;
    let web = roles.web(&[]).await;
    let mut cookies = Vec::new();
    // One after the other: many at once look like somebody who guesses.
    for _ in 0..TABS.div_ceil(PER_SESSION) {
        cookies.push(sign_in(&web.url, "ann").await);
    }
    let path = format!("/projects/{}", project.id);

    let one = Crowd::signed_in(&web.url, &path, &cookies, 1);
    until("one is here", async || (one.present() == 1).then_some(())).await;
    let shot = &mut shots[0];
    rename(&ann, shot, "the first name", &one).await;
    // Two facts that come together cost one read of what both touch, so that no change costs quite what another does.
    let mut for_one = 0;
    for name in ["a name for one", "another", "and one more"] {
        let before = reads(&roles);
        rename(&ann, shot, name, &one).await;
        for_one = for_one.max(reads(&roles) - before);
    }

    let before = reads(&roles);
    let others = Crowd::signed_in(&web.url, &path, &cookies, TABS - 1);
    until("a thousand are here", async || {
        (others.present() == TABS - 1).then_some(())
    })
    .await;
    assert_eq!(reads(&roles) - before, 0, "reads for 999 more tabs");

    let before = reads(&roles);
    rename(&ann, shot, "a name for a thousand", &others).await;
    let for_all = reads(&roles) - before;
    assert!(
        (1..=for_one).contains(&for_all),
        "{for_all} reads for a change that a thousand tabs show, and {for_one} where one does"
    );
}
