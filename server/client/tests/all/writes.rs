//! Read your own writes, shots: when a write's future resolves, every view of its writer shows it, and nothing older
//! comes after it.

use api::feed::{Change, Topic};
use api::ids::{ShotId, UserId};
use api::shot::{EditShot, Move, NewShot};
use client::{Attempt, Key, Peek, ShotOf, Shots};

use crate::support::sample;
use crate::support::stage::{Grid, grid};

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_note_is_shown_at_once_and_costs_one_call() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        ..
    } = &grid;
    let id = shots[1].id;
    let mut edited = shots[1].clone();
    (edited.version, edited.name) = (2, "B".to_owned());
    bench.fake.answer(&format!("PATCH /v1/shots/{id}"), &edited);
    let before = bench.fake.total();
    let edit = EditShot {
        version: 1,
        name: Some("B".to_owned()),
        ..EditShot::default()
    };
    bench
        .client
        .edit_shot(*viewer, id, edit, &Attempt::act("k"))
        .await
        .unwrap();
    assert_eq!(grid.names(), "aBc");
    let single = bench.client.peek(*viewer, ShotOf(id));
    assert!(matches!(single, Peek::Loaded(it) if it.name == "B"));
    // Its own fact comes after it and says nothing new.
    bench
        .fake
        .say(sample::shot_fact(1, Change::Updated, &edited));
    bench.quiet().await;
    assert_eq!(bench.fake.total(), before + 1);
    assert_eq!(grid.names(), "aBc");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_of_anothers_move_is_not_hidden_by_an_edit_of_ours() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        list,
        ..
    } = &grid;
    // Another moved b to the end (version 2); we edited it then (version 3). Our answer arrives before their fact.
    let mut edited = shots[1].clone();
    (edited.version, edited.position, edited.name) = (3, 1, "B".to_owned());
    bench
        .fake
        .answer(&format!("PATCH /v1/shots/{}", edited.id), &edited);
    bench
        .client
        .edit_shot(*viewer, edited.id, EditShot::default(), &Attempt::act("k"))
        .await
        .unwrap();
    let (mut c, mut moved) = (shots[2].clone(), edited.clone());
    (c.position, moved.position) = (1, 2);
    bench.fake.answer(list, &[&shots[0], &c, &moved]);
    moved.version = 2;
    bench
        .fake
        .say(sample::shot_fact(1, Change::Updated, &moved));
    bench.until(|| grid.names() == "acB").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_answer_given_again_does_not_hide_what_came_after_it() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        list,
        ..
    } = &grid;
    let [mut before, mut now] = [shots[1].clone(), shots[1].clone()];
    (before.version, before.name) = (2, "B".to_owned());
    (now.version, now.name) = (3, "N".to_owned());
    bench.fake.answer(list, &[&shots[0], &now, &shots[2]]);
    bench.fake.say(sample::shot_fact(1, Change::Updated, &now));
    bench.until(|| grid.names() == "aNc").await;
    let calls = [
        format!("PATCH /v1/shots/{}", now.id),
        format!("POST /v1/shots/{}/move", now.id),
    ];
    for call in calls {
        bench.fake.answer(&call, &before);
    }
    let attempt = Attempt::act("k");
    let client = &bench.client;
    let edited = client.edit_shot(*viewer, now.id, EditShot::default(), &attempt);
    assert_eq!(edited.await.unwrap().version, 2);
    assert_eq!(grid.names(), "aNc");
    let to = Move { before: None };
    client
        .move_shot(*viewer, now.id, to, &attempt)
        .await
        .unwrap();
    assert_eq!(grid.names(), "aNc");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_began_before_a_write_does_not_undo_it() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        list,
        ..
    } = &grid;
    let mut edited = shots[0].clone();
    (edited.version, edited.name) = (2, "A".to_owned());
    bench
        .fake
        .answer(&format!("PATCH /v1/shots/{}", edited.id), &edited);
    bench.fake.hold(list);
    // Somebody's change makes the list be read; the answer is made before our write, and arrives after it.
    let mut other = shots[2].clone();
    other.version = 2;
    bench
        .fake
        .say(sample::shot_fact(1, Change::Updated, &other));
    bench.until(|| bench.fake.count(list) == 2).await;
    bench
        .client
        .edit_shot(*viewer, edited.id, EditShot::default(), &Attempt::act("k"))
        .await
        .unwrap();
    assert_eq!(grid.names(), "Abc");
    bench.changes();
    bench.fake.answer(list, &[&edited, &shots[1], &other]);
    bench.fake.release(list, 1);
    bench.until(|| bench.fake.count(list) == 3).await;
    assert_eq!(grid.names(), "Abc");
    bench.fake.unhold(list);
    bench
        .until(|| {
            bench
                .changes()
                .iter()
                .any(|it| matches!(it.key, Key::Shots(_)))
        })
        .await;
    assert_eq!(grid.names(), "Abc");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shot_stands_at_the_end_at_once() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        project,
        list,
        ..
    } = &grid;
    let made = sample::shot(*project, ShotId::fresh(), 1, 3, "d");
    bench
        .fake
        .answer_with(&format!("POST /v1/projects/{project}/shots"), 201, &made);
    bench
        .client
        .create_shot(
            *viewer,
            *project,
            NewShot {
                name: "d".to_owned(),
            },
            &Attempt::act("k"),
        )
        .await
        .unwrap();
    assert_eq!(grid.names(), "abcd");
    bench.quiet().await;
    assert_eq!(bench.fake.count(list), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_shot_renumbers_its_siblings_at_once() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        list,
        ..
    } = &grid;
    let mut moved = shots[2].clone();
    (moved.version, moved.position) = (2, 0);
    bench
        .fake
        .answer(&format!("POST /v1/shots/{}/move", moved.id), &moved);
    bench.fake.hold(list);
    let to = Move {
        before: Some(shots[0].id),
    };
    bench
        .client
        .move_shot(*viewer, moved.id, to, &Attempt::act("k"))
        .await
        .unwrap();
    let expected = [(0, "c"), (1, "a"), (2, "b")].map(|(at, name)| (at, name.to_owned()));
    assert_eq!(grid.shown(), expected);
    // What else moved is read.
    bench.until(|| bench.fake.count(list) == 2).await;
    bench.fake.unhold(list);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_shot_leaves_no_hole_and_undo_puts_it_back() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        list,
        ..
    } = &grid;
    let id = shots[1].id;
    bench
        .fake
        .answer_bytes(&format!("DELETE /v1/shots/{id}"), 204, &[], b"");
    bench.fake.hold(list);
    bench
        .client
        .delete_shot(*viewer, id, &Attempt::act("k"))
        .await
        .unwrap();
    let expected = [(0, "a"), (1, "c")].map(|(at, name)| (at, name.to_owned()));
    assert_eq!(grid.shown(), expected);
    let mut back = shots[1].clone();
    back.version = 3;
    bench
        .fake
        .answer(&format!("POST /v1/shots/{id}/restore"), &back);
    bench
        .client
        .restore_shot(*viewer, id, &Attempt::act("k2"))
        .await
        .unwrap();
    assert_eq!(grid.names(), "abc");
    bench.fake.answer(list, &[&shots[0], &back, &shots[2]]);
    bench.fake.unhold(list);
    bench.quiet().await;
    assert_eq!(grid.names(), "abc");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_goes_on_when_its_tab_is_closed() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        ..
    } = &grid;
    let call = format!("PATCH /v1/shots/{}", shots[0].id);
    let mut edited = shots[0].clone();
    (edited.version, edited.name) = (2, "A".to_owned());
    bench.fake.answer(&call, &edited);
    bench.fake.hold(&call);
    let attempt = Attempt::act("k");
    let write = bench
        .client
        .edit_shot(*viewer, edited.id, EditShot::default(), &attempt);
    let gone = tokio::time::timeout(std::time::Duration::from_millis(1), write).await;
    assert!(gone.is_err());
    bench.until(|| bench.fake.count(&call) == 1).await;
    bench.fake.unhold(&call);
    bench.until(|| grid.names() == "Abc").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_of_one_viewer_makes_the_others_view_be_read_again() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        project,
        shots,
        list,
        ..
    } = &grid;
    let other = UserId::fresh();
    let _watch = bench.client.watch(other, Key::Shots(*project));
    bench.client.get(other, Shots(*project)).await.unwrap();
    assert!(bench.fake.is_watched(Topic::Project(*project)));
    let mut edited = shots[0].clone();
    (edited.version, edited.name) = (2, "A".to_owned());
    bench
        .fake
        .answer(&format!("PATCH /v1/shots/{}", edited.id), &edited);
    let before = bench.fake.count(list);
    bench.fake.answer(list, &[&edited, &shots[1], &shots[2]]);
    bench
        .client
        .edit_shot(*viewer, edited.id, EditShot::default(), &Attempt::act("k"))
        .await
        .unwrap();
    bench.until(|| bench.fake.count(list) == before + 1).await;
    assert_eq!(
        bench.fake.seen(list).last().unwrap().subject,
        format!("viewer:{other}")
    );
}
