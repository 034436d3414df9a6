//! Everything at once: many people's hands, workers and rescuers on one project, in no order. Nothing may wait for
//! another for ever, and at the end everything adds up.

use std::collections::HashSet;
use std::sync::Arc;

use api::feed::Topic;
use api::ids::{ProjectId, ShotId, UserId};
use api::job::{JobFilter, JobStatus};
use api::shot::{EditShot, NewKeyframes, NewShot};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::bed::{Bed, Scene, before, finished, last};
use crate::store::{Beat, Error, Facts, Result, Store};

both! {
    everything_at_once_adds_up
}

const HANDS: u64 = 10;
const STEPS: usize = 40;

struct World {
    store: Store,
    owner: UserId,
    project: ProjectId,
    scene: Scene,
}

async fn everything_at_once_adds_up(bed: Bed) {
    let scene = bed.scene().await;
    for number in 0..3 {
        let shot = bed
            .shot(scene.owner, scene.project, &format!("shot {number}"))
            .await;
        bed.keyframes(scene.owner, &shot, 2).await;
    }
    let world = Arc::new(World {
        store: bed.store.clone(),
        owner: scene.owner,
        project: scene.project,
        scene,
    });
    let mut hands = Vec::new();
    for seed in 0..HANDS {
        let world = Arc::clone(&world);
        hands.push(tokio::spawn(async move {
            let mut dice = SmallRng::seed_from_u64(seed);
            for _ in 0..STEPS {
                let (step, choice) = (dice.random_range(0..14), dice.random_range(0..10_000));
                expected(step, act(&world, step, choice).await);
            }
        }));
    }
    for hand in hands {
        hand.await.unwrap();
    }
    check(&bed, &world).await;
}

/// A refusal that says why is an answer; a lock that was waited for in vain is not.
fn expected(step: u32, answer: Result<()>) {
    match answer {
        Ok(())
        | Err(
            Error::NotFound
            | Error::Invalid { .. }
            | Error::Stale { .. }
            | Error::Conflict(_)
            | Error::LostLease,
        ) => {}
        Err(error) => panic!("step {step}: {error:?}"),
    }
}

async fn act(world: &World, step: u32, choice: usize) -> Result<()> {
    let World {
        store,
        owner,
        project,
        scene,
    } = world;
    let (owner, project) = (*owner, *project);
    let shots = store.shots(owner, project).await?;
    let Some(shot) = shots.get(choice % shots.len().max(1)) else {
        return Ok(());
    };
    let takes = store.takes(owner, shot.id).await?;
    let take = takes
        .get(choice / 7 % takes.len().max(1))
        .map(|take| (take.id, take.job));
    match (step, take) {
        (0, _) => store
            .add_shot(
                owner,
                project,
                &NewShot {
                    name: "new".to_owned(),
                },
                None,
            )
            .await
            .map(drop),
        (1, _) => store
            .move_shot(
                owner,
                shot.id,
                &before(shots[choice / 5 % shots.len()].id),
                None,
            )
            .await
            .map(drop),
        (2, _) => undo_delete(store, owner, shot.id).await,
        (3, _) => {
            let edit = EditShot {
                version: shot.version,
                note: Some(choice.to_string()),
                ..EditShot::default()
            };
            store.edit_shot(owner, shot.id, &edit, None).await.map(drop)
        }
        (4, _) => {
            let files = vec![scene.keyframes[0].picture.id];
            store
                .add_keyframes(owner, shot.id, &NewKeyframes { files }, None)
                .await
                .map(drop)
        }
        (5, _) => {
            let keyframes = store.keyframes(owner, shot.id).await?;
            let Some(first) = keyframes.first() else {
                return Ok(());
            };
            store
                .move_keyframe(owner, first.id, &last(), None)
                .await
                .map(drop)
        }
        (6 | 7, _) => store
            .add_take(owner, shot.id, "animatic", None)
            .await
            .map(drop),
        (8, Some((take, _))) => store.choose_take(owner, take, None).await.map(drop),
        (9, Some((take, _))) => {
            store.delete_take(owner, take, None).await?;
            store.restore_take(owner, take, None).await.map(drop)
        }
        (10, Some((_, job))) => store.cancel_job(owner, job, None).await.map(drop),
        (11, _) => {
            store.inner.clock.advance(4_000);
            store.rescue().await.map(drop)
        }
        _ => work(store, choice).await,
    }
}

async fn undo_delete(store: &Store, owner: UserId, shot: ShotId) -> Result<()> {
    store.delete_shot(owner, shot, None).await?;
    store.restore_shot(owner, shot, None).await.map(drop)
}

async fn work(store: &Store, choice: usize) -> Result<()> {
    let Some(order) = store.claim(&["animatic".to_owned()], "worker").await? else {
        return Ok(());
    };
    if store.heartbeat(order.job, &order.lease).await? == Beat::Stop {
        return Ok(());
    }
    match choice % 4 {
        0 => {
            store
                .fail(order.job, &order.lease, "no", choice.is_multiple_of(8))
                .await
        }
        // This worker falls silent.
        1 => Ok(()),
        _ => store.finish(order.job, &order.lease, finished()).await,
    }
}

async fn check(bed: &Bed, world: &World) {
    let (store, owner) = (&bed.store, world.owner);
    bed.shot_names(owner, world.project).await;
    let mut chosen_takes = 0;
    for shot in store.shots(owner, world.project).await.unwrap() {
        bed.keyframe_order(owner, shot.id).await;
        let takes = store.takes(owner, shot.id).await.unwrap();
        let numbers: HashSet<u32> = takes.iter().map(|take| take.number).collect();
        assert_eq!(numbers.len(), takes.len());
        let chosen: Vec<_> = takes.iter().filter(|take| take.chosen).collect();
        let any_film = takes.iter().any(|take| take.status == JobStatus::Succeeded);
        assert_eq!(
            chosen.len(),
            usize::from(any_film),
            "one take is chosen where there is a film to choose"
        );
        chosen_takes += chosen.len();
        for take in takes {
            assert_eq!(take.film.is_some(), take.status == JobStatus::Succeeded);
        }
    }
    assert!(chosen_takes > 0, "the storm let something finish");
    let page = store
        .jobs(
            owner,
            &JobFilter {
                limit: Some(200),
                ..JobFilter::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(page.total as usize, page.jobs.len());
    for topic in [Topic::Project(world.project), Topic::User(owner)] {
        let mut next = 1;
        while let Facts::Some(facts) = store.facts_after(topic, next - 1, 1000).await.unwrap() {
            if facts.is_empty() {
                break;
            }
            for fact in facts {
                assert_eq!(fact.number, next);
                next += 1;
            }
        }
        assert_eq!(store.head(topic).await.unwrap(), next - 1);
    }
}
