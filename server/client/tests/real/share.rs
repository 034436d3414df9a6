//! Lists and their members are one value, however each came to be known; and nothing is shared between people.

use std::sync::Arc;

use api::ids::{ProjectId, ShotId, UserId};
use api::job::JobFilter;
use api::shot::{EditShot, Shot};
use client::{Attempt, Client, Key, Peek, ShotOf, Shots};

use crate::stage::{Seen, World, peeked};

/// The shot as the list shows it and as it is shown alone.
async fn both(client: &Client, viewer: UserId, list: ProjectId, id: ShotId) -> [Arc<Shot>; 2] {
    tests::until("both are known", async || {
        let (all, one) = (
            client.peek(viewer, Shots(list)),
            client.peek(viewer, ShotOf(id)),
        );
        let (Peek::Loaded(all), Peek::Loaded(one)) = (all, one) else {
            return None;
        };
        let listed = all.iter().find(|it| it.id == id)?;
        (listed == &one).then(|| [Arc::clone(listed), one])
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_and_its_members_are_one_value() {
    let world = World::sqlite().await;
    let viewer = world.person().await;
    let project = world.project(viewer, "Harbor").await.id;
    let shot = world.shot(viewer, project, "a").await;
    let [client, other] = [world.process(), world.process()];
    let _watches = [Key::Shot(shot.id), Key::Shots(project)].map(|key| client.watch(viewer, key));
    // The one alone is read first, then its list.
    client.get(viewer, ShotOf(shot.id)).await.unwrap();
    let [listed, alone] = both(&client, viewer, project, shot.id).await;
    assert!(Arc::ptr_eq(&listed, &alone), "as read");

    let edit = |version, name: &str| EditShot {
        version,
        name: Some(name.to_owned()),
        ..EditShot::default()
    };
    let attempt = Attempt::act("one");
    let written = client.edit_shot(viewer, shot.id, edit(1, "b"), &attempt);
    written.await.unwrap();
    let [listed, alone] = both(&client, viewer, project, shot.id).await;
    assert!(
        listed.name == "b" && Arc::ptr_eq(&listed, &alone),
        "as written"
    );

    let attempt = Attempt::act("two");
    let told = other.edit_shot(viewer, shot.id, edit(2, "c"), &attempt);
    told.await.unwrap();
    tests::until("it is one value again", async || {
        let [listed, alone] = both(&client, viewer, project, shot.id).await;
        (listed.name == "c" && Arc::ptr_eq(&listed, &alone)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_one_person_sees_is_served_to_another_over_any_key() {
    let world = World::sqlite().await;
    let (ann, eve) = (world.person().await, world.person().await);
    let project = world.project(ann, "Harbor").await.id;
    let shot = world.shot(ann, project, "a").await;
    world.keyframes(ann, &shot, 1).await;
    let take = world.film(ann, shot.id).await;
    let client = world.process();
    let hers = [
        Key::Project(project),
        Key::Shots(project),
        Key::Shot(shot.id),
        Key::Keyframes(shot.id),
        Key::Takes(shot.id),
        Key::Job(take.job),
    ];
    let lists = [
        Key::Projects,
        Key::Queue,
        Key::Jobs(JobFilter::default()),
        Key::Jobs(JobFilter {
            project: Some(project),
            ..JobFilter::default()
        }),
    ];
    let all = || hers.iter().chain(&lists);
    let _watches: Vec<_> = all()
        .flat_map(|key| [ann, eve].map(|person| client.watch(person, key.clone())))
        .collect();
    for key in all() {
        tests::until("it is known to both", async || {
            let seen = [ann, eve].map(|person| peeked(&client, person, key));
            let is_known = |seen: &Seen| matches!(seen, Seen::Value(_) | Seen::Nothing);
            seen.iter().all(is_known).then_some(())
        })
        .await;
        let seen = peeked(&client, ann, key);
        assert!(matches!(seen, Seen::Value(_)), "{key:?}: {seen:?}");
    }
    for key in &hers {
        assert_eq!(peeked(&client, eve, key), Seen::Nothing, "{key:?}");
    }
    for key in &lists {
        let fresh = world.rest.read(eve, &crate::stage::path(key)).await;
        let seen = peeked(&client, eve, key);
        assert_eq!(seen, fresh.into(), "{key:?}");
        let text = format!("{seen:?}");
        assert!(!text.contains(&project.to_string()), "{key:?}: {text}");
    }
}
