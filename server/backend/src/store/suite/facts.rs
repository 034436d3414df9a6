//! Facts: numbers without holes in commit order, what is told where, gaps, the listener.

use std::sync::{Arc, Mutex};

use api::feed::{Change, Fact, Subject, Topic};
use api::ids::ProjectId;
use api::project::EditProject;
use api::shot::NewShot;
use sqlx::Executor;
use tokio::sync::Barrier;

use super::bed::{Bed, before, project};
use crate::store::sql::query;
use crate::store::{Error, Facts};

both! {
    a_follower_sees_every_fact_once_in_commit_order
    writers_of_several_topics_do_not_wait_for_each_other_forever
    a_refused_write_leaves_no_fact_and_no_hole
    project_edits_are_told_to_owner_and_project
    what_is_in_a_project_is_told_to_the_project
    a_jobs_life_is_told_to_project_and_owner
    choosing_tells_both_takes
    what_is_no_longer_known_is_a_gap
    old_facts_are_swept
    only_ones_own_topics_can_be_watched
    the_listener_hears_of_a_write_whose_caller_has_gone
}

async fn all(bed: &Bed, topic: Topic) -> Vec<Fact> {
    match bed.store.facts_after(topic, 0, 1000).await.unwrap() {
        Facts::Some(facts) => facts,
        Facts::Gap { head } => panic!("a gap before {head}"),
    }
}

/// What was told on a topic after a number, as words.
async fn told(bed: &Bed, topic: Topic, after: i64) -> Vec<(Change, Subject)> {
    let facts = all(bed, topic).await;
    facts
        .iter()
        .filter(|fact| fact.number > after)
        .map(|fact| (fact.change, fact.subject))
        .collect()
}

async fn a_follower_sees_every_fact_once_in_commit_order(bed: Bed) {
    const WRITERS: usize = 8;
    const EACH: usize = 15;
    let ada = bed.user("ada").await;
    let id = bed.project(ada, "Dawn").await.id;
    let topic = Topic::Project(id);
    let start = Arc::new(Barrier::new(WRITERS + 1));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let (store, start) = (bed.store.clone(), Arc::clone(&start));
        writers.push(tokio::spawn(async move {
            start.wait().await;
            for number in 0..EACH {
                let new = NewShot {
                    name: format!("{writer}-{number}"),
                };
                store.add_shot(ada, id, &new, None).await.unwrap();
            }
        }));
    }
    start.wait().await;
    let mut seen: Vec<Fact> = Vec::new();
    while seen.len() < 1 + WRITERS * EACH {
        let after = seen.last().map_or(0, |fact| fact.number);
        // A number that became visible before a smaller one would be a gap here.
        match bed.store.facts_after(topic, after, 7).await.unwrap() {
            Facts::Some(facts) => seen.extend(facts),
            Facts::Gap { head } => panic!("a hole after {after}, head {head}"),
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let numbers: Vec<i64> = seen.iter().map(|fact| fact.number).collect();
    assert_eq!(
        numbers,
        (1..=(1 + WRITERS * EACH) as i64).collect::<Vec<_>>()
    );
    assert_eq!(bed.store.head(topic).await.unwrap(), numbers.len() as i64);
    // Shots got their places under the project's lock, one after the other: facts came in the same order.
    let shots = bed.store.shots(ada, id).await.unwrap();
    let by_place: Vec<String> = shots.iter().map(|shot| shot.id.to_string()).collect();
    let by_fact: Vec<String> = seen[1..].iter().map(|fact| fact.id.clone()).collect();
    assert_eq!(by_fact, by_place);
}

async fn writers_of_several_topics_do_not_wait_for_each_other_forever(bed: Bed) {
    let ada = bed.user("ada").await;
    let mut writers = Vec::new();
    for number in 0..6 {
        let id = bed.project(ada, &format!("project {number}")).await.id;
        let store = bed.store.clone();
        writers.push(tokio::spawn(async move {
            for version in 1..=10 {
                let name = Some(format!("project {number} at {version}"));
                store
                    .edit_project(
                        ada,
                        id,
                        &EditProject {
                            version,
                            name,
                            ..EditProject::default()
                        },
                        None,
                    )
                    .await
                    .unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let numbers: Vec<i64> = all(&bed, Topic::User(ada))
        .await
        .iter()
        .map(|fact| fact.number)
        .collect();
    assert_eq!(numbers, (1..=66).collect::<Vec<_>>());
}

async fn a_refused_write_leaves_no_fact_and_no_hole(bed: Bed) {
    let ada = bed.user("ada").await;
    bed.project(ada, "Dawn").await;
    bed.store
        .add_project(ada, &project("dawn"), None)
        .await
        .unwrap_err();
    bed.project(ada, "Dusk").await;
    let facts = all(&bed, Topic::User(ada)).await;
    assert_eq!(
        facts.iter().map(|fact| fact.number).collect::<Vec<_>>(),
        [1, 2]
    );
}

async fn project_edits_are_told_to_owner_and_project(bed: Bed) {
    let ada = bed.user("ada").await;
    let id = bed.project(ada, "Dawn").await.id;
    let edit = EditProject {
        version: 1,
        width: Some(640),
        ..EditProject::default()
    };
    bed.store.edit_project(ada, id, &edit, None).await.unwrap();
    bed.store
        .edit_project(ada, id, &edit, None)
        .await
        .unwrap_err();
    bed.store.delete_project(ada, id, None).await.unwrap();
    bed.store.delete_project(ada, id, None).await.unwrap();
    bed.store.restore_project(ada, id, None).await.unwrap();
    let life = [
        Change::Created,
        Change::Updated,
        Change::Deleted,
        Change::Created,
    ];
    for topic in [Topic::User(ada), Topic::Project(id)] {
        let facts = all(&bed, topic).await;
        assert_eq!(
            facts.iter().map(|fact| fact.change).collect::<Vec<_>>(),
            life
        );
        assert_eq!(
            facts.iter().map(|fact| fact.version).collect::<Vec<_>>(),
            [1, 2, 3, 4]
        );
        assert!(
            facts
                .iter()
                .all(|fact| fact.project == Some(id) && fact.id == id.to_string())
        );
    }
}

async fn what_is_in_a_project_is_told_to_the_project(bed: Bed) {
    let scene = bed.scene().await;
    let topic = Topic::Project(scene.project);
    let before_edits = bed.store.head(topic).await.unwrap();
    let user_head = bed.store.head(Topic::User(scene.owner)).await.unwrap();
    let (first, second) = (scene.keyframes[0].id, scene.keyframes[1].id);
    bed.store
        .move_keyframe(scene.owner, second, &before(first), None)
        .await
        .unwrap();
    bed.store
        .move_keyframe(scene.owner, second, &before(first), None)
        .await
        .unwrap();
    bed.store
        .delete_keyframe(scene.owner, first, None)
        .await
        .unwrap();
    bed.store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    bed.store
        .restore_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    assert_eq!(
        told(&bed, topic, before_edits).await,
        [
            (Change::Updated, Subject::Keyframe),
            (Change::Deleted, Subject::Keyframe),
            (Change::Deleted, Subject::Shot),
            (Change::Created, Subject::Shot),
        ]
    );
    let facts = all(&bed, topic).await;
    let keyframe = facts
        .iter()
        .rfind(|fact| fact.subject == Subject::Keyframe)
        .unwrap();
    assert_eq!((keyframe.shot, keyframe.version), (Some(scene.shot), 2));
    // With a shot its jobs leave the owner's lists and come back to them.
    assert_eq!(
        told(&bed, Topic::User(scene.owner), user_head).await,
        [
            (Change::Deleted, Subject::Shot),
            (Change::Created, Subject::Shot),
        ]
    );
}

async fn a_jobs_life_is_told_to_project_and_owner(bed: Bed) {
    let scene = bed.scene().await;
    let topics = [Topic::Project(scene.project), Topic::User(scene.owner)];
    let mut heads = Vec::new();
    for topic in topics {
        heads.push(bed.store.head(topic).await.unwrap());
    }
    let take = bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    bed.store.heartbeat(order.job, &order.lease).await.unwrap();
    bed.store
        .cancel_job(scene.owner, order.job, None)
        .await
        .unwrap();
    bed.store
        .cancel_job(scene.owner, order.job, None)
        .await
        .unwrap();
    for (topic, head) in topics.into_iter().zip(heads) {
        let each = [Subject::Take, Subject::Job];
        let mut expected: Vec<_> = each.map(|subject| (Change::Created, subject)).to_vec();
        expected.extend(each.map(|subject| (Change::Updated, subject)));
        expected.extend(each.map(|subject| (Change::Updated, subject)));
        assert_eq!(told(&bed, topic, head).await, expected);
        let facts = all(&bed, topic).await;
        let last = facts.last().unwrap();
        assert_eq!(
            (last.id.as_str(), last.version),
            (take.job.to_string().as_str(), 3)
        );
        assert_eq!(
            (last.project, last.shot, last.job),
            (Some(scene.project), Some(scene.shot), Some(take.job))
        );
    }
}

async fn choosing_tells_both_takes(bed: Bed) {
    let scene = bed.scene().await;
    let first = bed.finished_take(&scene).await;
    let second = bed.finished_take(&scene).await;
    let topic = Topic::Project(scene.project);
    let head = bed.store.head(topic).await.unwrap();
    bed.store
        .choose_take(scene.owner, second.id, None)
        .await
        .unwrap();
    let facts = all(&bed, topic).await;
    let ids: Vec<String> = facts
        .into_iter()
        .filter(|fact| fact.number > head)
        .map(|fact| fact.id)
        .collect();
    assert_eq!(ids, [first.id.to_string(), second.id.to_string()]);
}

async fn what_is_no_longer_known_is_a_gap(bed: Bed) {
    let ada = bed.user("ada").await;
    let id = bed.project(ada, "Dawn").await.id;
    for number in 0..5 {
        bed.shot(ada, id, &format!("{number}")).await;
    }
    let topic = Topic::Project(id);
    assert_eq!(
        bed.store.facts_after(topic, 6, 10).await.unwrap(),
        Facts::Some(vec![])
    );
    for unknown in [7, 100, -1] {
        assert_eq!(
            bed.store.facts_after(topic, unknown, 10).await.unwrap(),
            Facts::Gap { head: 6 }
        );
    }
    bed.store
        .inner
        .writers
        .execute(query!("DELETE FROM facts WHERE number <= 3"))
        .await
        .unwrap();
    assert_eq!(
        bed.store.facts_after(topic, 2, 10).await.unwrap(),
        Facts::Gap { head: 6 }
    );
    let Facts::Some(known) = bed.store.facts_after(topic, 3, 2).await.unwrap() else {
        panic!("4 and 5 are known");
    };
    assert_eq!(
        known.iter().map(|fact| fact.number).collect::<Vec<_>>(),
        [4, 5]
    );
    let silent = Topic::Project(ProjectId::fresh());
    assert_eq!(
        bed.store.facts_after(silent, 0, 10).await.unwrap(),
        Facts::Some(vec![])
    );
    assert_eq!(
        bed.store.facts_after(silent, 1, 10).await.unwrap(),
        Facts::Gap { head: 0 }
    );
}

async fn old_facts_are_swept(bed: Bed) {
    let ada = bed.user("ada").await;
    bed.project(ada, "Dawn").await;
    bed.store.inner.clock.advance(24 * 60 * 60 * 1000 - 1000);
    bed.project(ada, "Dusk").await;
    bed.store.sweep().await.unwrap();
    assert_eq!(all(&bed, Topic::User(ada)).await.len(), 2);
    bed.store.inner.clock.advance(2000);
    bed.store.sweep().await.unwrap();
    let topic = Topic::User(ada);
    assert_eq!(
        bed.store.facts_after(topic, 0, 10).await.unwrap(),
        Facts::Gap { head: 2 }
    );
    assert!(
        matches!(bed.store.facts_after(topic, 1, 10).await.unwrap(), Facts::Some(facts) if facts.len() == 1)
    );
    bed.project(ada, "Noon").await;
    assert_eq!(bed.store.head(topic).await.unwrap(), 3, "numbers go on");
}

async fn only_ones_own_topics_can_be_watched(bed: Bed) {
    let (ada, ben) = (bed.user("ada").await, bed.user("ben").await);
    let id = bed.project(ada, "Dawn").await.id;
    for topic in [Topic::User(ada), Topic::Project(id)] {
        bed.store.may_watch(ada, topic).await.unwrap();
        assert!(matches!(
            bed.store.may_watch(ben, topic).await,
            Err(Error::NotFound)
        ));
    }
}

async fn the_listener_hears_of_a_write_whose_caller_has_gone(bed: Bed) {
    let ada = bed.user("ada").await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let keep = Arc::clone(&heard);
    bed.store.on_commit(move |facts| {
        keep.lock()
            .unwrap()
            .extend(facts.iter().map(|fact| (fact.topic, fact.number)));
        let _ = tell.send(());
    });
    {
        let new = project("Dawn");
        let mut write = Box::pin(bed.store.add_project(ada, &new, None));
        // Polled once, so that it has begun, and dropped.
        let _ = futures_util::poll!(&mut write);
    }
    told.recv().await.unwrap();
    let id = bed.store.projects(ada).await.unwrap()[0].id;
    assert_eq!(
        *heard.lock().unwrap(),
        [(Topic::Project(id), 1), (Topic::User(ada), 1)]
    );
}
