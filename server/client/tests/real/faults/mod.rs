//! The eleven faults of the predecessor's cache, each as a story that is told twice: to the client, which must show none
//! of it, and to a naive cache, in which the fault must show, so that each story is known to be able to fail.

mod cached;
mod naive;

use api::ids::{ShotId, UserId};
use api::job::JobFilter;
use api::shot::{Shot, Take};
use client::Key;
use serde_json::Value;

use crate::stage::{World, path};
use cached::{Answer, Cached, Deed, Pages};
use naive::Naive;

/// A project of three shots of one keyframe each.
struct Film {
    world: World,
    viewer: UserId,
    list: Key,
    shots: Vec<Shot>,
}

async fn film() -> Film {
    let world = World::sqlite().await;
    let viewer = world.person().await;
    let project = world.project(viewer, "Harbor").await.id;
    let mut shots = Vec::new();
    for name in ["a", "b", "c"] {
        let shot = world.shot(viewer, project, name).await;
        world.keyframes(viewer, &shot, 1).await;
        shots.push(shot);
    }
    Film {
        world,
        viewer,
        list: Key::Shots(project),
        shots,
    }
}

impl Film {
    async fn start<C: Cached>(&self, processes: usize) -> Vec<C> {
        C::start(&self.world, self.viewer, processes).await
    }

    fn rename(&self, shot: usize, name: &'static str) -> Deed {
        Deed::RenameShot {
            shot: self.shots[shot].id,
            version: 1,
            name,
        }
    }
}

/// What went wrong, in words.
type Wrong = Vec<&'static str>;

fn unless(fine: bool, wrong: &'static str) -> Option<&'static str> {
    (!fine).then_some(wrong)
}

fn named(name: &'static str, place: usize) -> impl Fn(Option<&Value>) -> bool {
    move |list| list.is_some_and(|it| it[place]["name"] == name)
}

fn is_none(value: Option<&Value>) -> bool {
    value.is_none()
}

async fn a_change_is_heard_by_all<C: Cached>() -> Wrong {
    let film = film().await;
    let [writer, other, third] = film.start::<C>(3).await.try_into().ok().unwrap();
    for process in [&writer, &other, &third] {
        process.open(film.list.clone()).await;
    }
    writer.perform(film.rename(0, "A")).await;
    let shown = named("A", 0);
    let mut wrong = Wrong::new();
    wrong.extend(unless(
        other.shows(&film.list, &shown).await,
        "one is not told",
    ));
    wrong.extend(unless(
        third.shows(&film.list, &shown).await,
        "the next is not told",
    ));
    wrong
}

async fn a_film_shows_when_it_is_done<C: Cached>() -> Wrong {
    let film = film().await;
    let [page] = film.start::<C>(1).await.try_into().ok().unwrap();
    let (shot, list) = (film.shots[0].id, &film.list);
    page.perform(Deed::Generate(shot)).await;
    page.open(list.clone()).await;
    page.open(Key::Takes(shot)).await;
    let order = film.world.claim().await.unwrap();
    page.finish(&film.world, &order).await;
    let has_film = |it: Option<&Value>| it.is_some_and(|it| it[0]["film"].is_object());
    let mut wrong = Wrong::new();
    wrong.extend(unless(
        page.shows(&Key::Takes(shot), has_film).await,
        "no film in the take",
    ));
    wrong.extend(unless(
        page.shows(list, has_film).await,
        "no film on the card",
    ));
    wrong
}

async fn a_later_change_hides_no_earlier_one<C: Cached>() -> Wrong {
    let film = film().await;
    let [writer, other] = film.start::<C>(2).await.try_into().ok().unwrap();
    other.open(film.list.clone()).await;
    writer.perform(Deed::Generate(film.shots[1].id)).await;
    let order = film.world.claim().await.unwrap();
    other.look_away();
    writer.perform(film.rename(0, "A")).await;
    writer.finish(&film.world, &order).await;
    other.look_back();
    let mut wrong = Wrong::new();
    wrong.extend(unless(
        other.shows(&film.list, named("A", 0)).await,
        "the earlier is lost",
    ));
    wrong
}

async fn a_copy_follows_what_it_copies<C: Cached>() -> Wrong {
    let film = film().await;
    let [page] = film.start::<C>(1).await.try_into().ok().unwrap();
    page.perform(Deed::Generate(film.shots[0].id)).await;
    let jobs = Key::Jobs(JobFilter::default());
    page.open(jobs.clone()).await;
    page.perform(film.rename(0, "A")).await;
    let copied = |it: Option<&Value>| it.is_some_and(|it| it["jobs"][0]["shot_name"] == "A");
    unless(
        page.shows(&jobs, copied).await,
        "the job shows the old name",
    )
    .into_iter()
    .collect()
}

async fn keyframes_go_with_their_shot<C: Cached>() -> Wrong {
    let film = film().await;
    let [page] = film.start::<C>(1).await.try_into().ok().unwrap();
    let shot = film.shots[0].id;
    let strip = Key::Keyframes(shot);
    page.open(strip.clone()).await;
    page.perform(Deed::DeleteShot(shot)).await;
    let mut wrong = Wrong::new();
    wrong.extend(unless(
        page.shows(&strip, is_none).await,
        "its keyframes stay",
    ));
    page.perform(Deed::RestoreShot(shot)).await;
    let back = |it: Option<&Value>| it.is_some_and(|it| it.as_array().unwrap().len() == 1);
    wrong.extend(unless(
        page.shows(&strip, back).await,
        "its keyframes do not come back",
    ));
    wrong
}

async fn one_item_is_not_a_whole_list<C: Cached>() -> Wrong {
    let film = film().await;
    let [page] = film.start::<C>(1).await.try_into().ok().unwrap();
    page.open(Key::Shot(film.shots[1].id)).await;
    let whole = |it: Option<&Value>| it.is_some_and(|it| it.as_array().unwrap().len() == 3);
    unless(
        page.shows(&film.list, whole).await,
        "the list is the one item",
    )
    .into_iter()
    .collect()
}

async fn the_others_of_a_list_follow<C: Cached>() -> Wrong {
    let film = film().await;
    let [page] = film.start::<C>(1).await.try_into().ok().unwrap();
    page.open(film.list.clone()).await;
    page.open(Key::Shot(film.shots[2].id)).await;
    page.perform(Deed::DeleteShot(film.shots[0].id)).await;
    let places = |it: Option<&Value>| {
        let list = it.and_then(Value::as_array).unwrap();
        list.iter()
            .map(|it| it["position"].as_u64().unwrap())
            .eq(0..2)
    };
    let second = |it: Option<&Value>| it.is_some_and(|it| it["position"] == 1);
    let mut wrong = Wrong::new();
    wrong.extend(unless(
        page.shows(&film.list, places).await,
        "the list keeps old places",
    ));
    let alone = page.shows(&Key::Shot(film.shots[2].id), second).await;
    wrong.extend(unless(alone, "the one that is open alone keeps its place"));
    page.perform(Deed::Generate(film.shots[1].id)).await;
    let stays = |it: Option<&Value>| {
        it.is_some_and(|it| it[0]["name"] == "b" && it[0]["latest"].is_object())
    };
    wrong.extend(unless(
        page.shows(&film.list, stays).await,
        "the shot with a take vanishes",
    ));
    wrong
}

async fn what_is_deleted_is_gone_wherever_it_was_shown<C: Cached>() -> Wrong {
    let film = film().await;
    let shot = film.shots[0].id;
    let take: Take = film.world.film(film.viewer, shot).await;
    let [page, other] = film.start::<C>(2).await.try_into().ok().unwrap();
    for process in [&page, &other] {
        process.open(Key::Takes(shot)).await;
        process.open(Key::Shot(shot)).await;
    }
    page.perform(Deed::DeleteTake(take.id)).await;
    let empty = |it: Option<&Value>| it.is_some_and(|it| it.as_array().unwrap().is_empty());
    let no_film = |it: Option<&Value>| it.is_some_and(|it| it["film"].is_null());
    let mut wrong = Wrong::new();
    for process in [&page, &other] {
        wrong.extend(unless(
            process.shows(&Key::Takes(shot), empty).await,
            "the take stays",
        ));
        wrong.extend(unless(
            process.shows(&Key::Shot(shot), no_film).await,
            "its film stays",
        ));
    }
    wrong
}

async fn an_edit_reads_only_what_shows_it<C: Cached>() -> Wrong {
    let film = film().await;
    let [writer, other] = film.start::<C>(2).await.try_into().ok().unwrap();
    for process in [&writer, &other] {
        process.open(film.list.clone()).await;
        for shot in &film.shots {
            process.open(Key::Keyframes(shot.id)).await;
        }
    }
    let before = [writer.calls(), other.calls()];
    writer.perform(film.rename(0, "A")).await;
    let shown = named("A", 0);
    assert!(other.shows(&film.list, &shown).await && writer.shows(&film.list, &shown).await);
    let mut wrong = Wrong::new();
    wrong.extend(unless(
        writer.calls() - before[0] == 1,
        "the writer reads again",
    ));
    // The list that shows it, and nothing else.
    wrong.extend(unless(
        other.calls() - before[1] <= 1,
        "another reads too much",
    ));
    wrong
}

async fn a_delete_says_what_came_of_it<C: Cached>() -> Wrong {
    let film = film().await;
    let [page] = film.start::<C>(1).await.try_into().ok().unwrap();
    let gone = page.perform(Deed::DeleteShot(film.shots[0].id)).await;
    let unknown = page.perform(Deed::DeleteShot(ShotId::fresh())).await;
    let mut wrong = Wrong::new();
    wrong.extend(unless(gone == Answer::Done, "success says nothing"));
    wrong.extend(unless(
        matches!(unknown, Answer::Refused(_)),
        "failure says nothing",
    ));
    wrong
}

async fn a_stale_write_is_refused_with_both_values_kept<C: Cached>() -> Wrong {
    let film = film().await;
    let [one, two] = film.start::<C>(2).await.try_into().ok().unwrap();
    for process in [&one, &two] {
        process.open(film.list.clone()).await;
    }
    one.look_away();
    two.look_away();
    one.perform(film.rename(0, "theirs")).await;
    let mut wrong = Wrong::new();
    let Answer::Refused(current) = two.perform(film.rename(0, "mine")).await else {
        wrong.push("the last writer won");
        return wrong;
    };
    wrong.extend(unless(current["name"] == "theirs", "theirs is not shown"));
    let kept = film
        .world
        .rest
        .read(film.viewer, &path(&film.list))
        .await
        .unwrap();
    wrong.extend(unless(kept[0]["name"] == "theirs", "theirs is lost"));
    let again = Deed::RenameShot {
        shot: film.shots[0].id,
        version: current["version"].as_i64().unwrap(),
        name: "mine, knowing theirs",
    };
    let resolved = matches!(two.perform(again).await, Answer::Row(_));
    wrong.extend(unless(resolved, "mine cannot be kept"));
    one.look_back();
    two.look_back();
    let settled = named("mine, knowing theirs", 0);
    wrong.extend(unless(
        one.shows(&film.list, settled).await,
        "they do not hear",
    ));
    wrong
}

/// `test: story, shows: what went wrong in the naive cache`.
macro_rules! faults {
    ($($test:ident $naive:ident: $story:ident, $shows:expr;)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            assert_eq!($story::<Pages>().await, Wrong::new());
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn $naive() {
            assert_eq!($story::<Naive>().await, Vec::from($shows));
        }
    )*};
}

faults! {
    fault_01_a_change_is_heard_by_every_tab_and_process
    fault_01_shows_in_a_naive_cache:
        a_change_is_heard_by_all, ["the next is not told"];
    fault_02_a_finished_film_shows_wherever_its_take_does
    fault_02_shows_in_a_naive_cache:
        a_film_shows_when_it_is_done, ["no film in the take", "no film on the card"];
    fault_03_a_change_that_was_not_heard_yet_survives_the_next_one
    fault_03_shows_in_a_naive_cache:
        a_later_change_hides_no_earlier_one, ["the earlier is lost"];
    fault_04_an_embedded_copy_follows_what_it_copies
    fault_04_shows_in_a_naive_cache:
        a_copy_follows_what_it_copies, ["the job shows the old name"];
    fault_05_keyframes_go_and_come_back_with_their_shot
    fault_05_shows_in_a_naive_cache:
        keyframes_go_with_their_shot, ["its keyframes stay"];
    fault_06_one_item_that_was_read_is_not_taken_for_its_list
    fault_06_shows_in_a_naive_cache:
        one_item_is_not_a_whole_list, ["the list is the one item"];
    fault_07_the_others_of_a_list_follow_a_delete_and_a_new_take
    fault_07_shows_in_a_naive_cache:
        the_others_of_a_list_follow,
        [
            "the list keeps old places",
            "the one that is open alone keeps its place",
            "the shot with a take vanishes",
        ];
    fault_08_what_is_deleted_is_gone_wherever_it_was_shown
    fault_08_shows_in_a_naive_cache:
        what_is_deleted_is_gone_wherever_it_was_shown,
        ["the take stays", "its film stays", "the take stays", "its film stays"];
    fault_09_an_edited_note_reads_only_what_shows_it
    fault_09_shows_in_a_naive_cache:
        an_edit_reads_only_what_shows_it, ["the writer reads again"];
    fault_10_a_delete_says_what_came_of_it
    fault_10_shows_in_a_naive_cache:
        a_delete_says_what_came_of_it, ["success says nothing"];
    fault_11_a_stale_write_is_refused_with_both_values_kept
    fault_11_shows_in_a_naive_cache:
        a_stale_write_is_refused_with_both_values_kept, ["the last writer won"];
}
