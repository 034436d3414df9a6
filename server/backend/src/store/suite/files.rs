//! What is known of stored files, and who may know it.

use super::bed::{Bed, finished, picture};
use crate::store::{Error, NewFile};

both! {
    a_file_is_found_as_it_was_stored
    two_files_may_have_the_same_content
    a_worker_reads_the_pictures_of_its_job_and_no_others
    a_take_keeps_the_films_of_its_worker
    contents_without_a_file_are_told_from_others
    a_database_has_one_name_of_its_own
}

async fn a_file_is_found_as_it_was_stored(bed: Bed) {
    let ada = bed.user("ada").await;
    let project = bed.project(ada, "Dawn").await.id;
    let new = NewFile {
        bytes: 25 * 1024 * 1024,
        name: "Ärger \u{1F3AC} 'n\" more.png".to_owned(),
        ..picture("")
    };
    let file = bed.store.add_file(ada, project, new.clone()).await.unwrap();
    let stored = bed.store.file(ada, file.id).await.unwrap();
    assert_eq!((&stored.file, &stored.hash), (&file, &new.hash));
    assert_eq!(
        (file.bytes, file.name, file.kind),
        (new.bytes, new.name, new.kind)
    );
    bed.store.delete_project(ada, project, None).await.unwrap();
    let refused = bed.store.add_file(ada, project, picture("late.png")).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

async fn two_files_may_have_the_same_content(bed: Bed) {
    let ada = bed.user("ada").await;
    let project = bed.project(ada, "Dawn").await.id;
    let one = bed.picture(ada, project, "same.png").await;
    let two = bed.picture(ada, project, "same.png").await;
    assert_ne!(one, two);
}

async fn a_worker_reads_the_pictures_of_its_job_and_no_others(bed: Bed) {
    let scene = bed.scene().await;
    let other = bed.picture(scene.owner, scene.project, "other.png").await;
    bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    let own = scene.keyframes[1].picture.clone();
    let stored = bed
        .store
        .job_file(order.job, &order.lease, own.id)
        .await
        .unwrap();
    assert_eq!(
        (stored.file, stored.hash.as_str()),
        (own.clone(), "hash of 1.png")
    );
    let foreign = bed.store.job_file(order.job, &order.lease, other).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    bed.store
        .cancel_job(scene.owner, order.job, None)
        .await
        .unwrap();
    let late = bed.store.job_file(order.job, &order.lease, own.id).await;
    assert!(matches!(late, Err(Error::LostLease)), "{late:?}");
}

async fn a_take_keeps_the_films_of_its_worker(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.finished_take(&scene).await;
    let (film, poster) = (take.film.unwrap(), take.poster.unwrap());
    let (film, poster) = (
        bed.store.file(scene.owner, film.id).await.unwrap(),
        bed.store.file(scene.owner, poster.id).await.unwrap(),
    );
    assert_eq!(
        (film.hash, poster.hash),
        (finished().film.hash, finished().poster.hash)
    );
}

async fn contents_without_a_file_are_told_from_others(bed: Bed) {
    let ada = bed.user("ada").await;
    let project = bed.project(ada, "Dawn").await.id;
    let mut asked = Vec::new();
    for number in 0..450 {
        let file = picture(&number.to_string());
        if number % 150 == 0 {
            bed.store
                .add_file(ada, project, file.clone())
                .await
                .unwrap();
        }
        asked.push(file.hash);
    }
    // What is deleted can come back.
    bed.store.delete_project(ada, project, None).await.unwrap();
    let unknown = bed.store.unknown_files(asked.clone()).await.unwrap();
    asked.retain(|hash| !["hash of 0", "hash of 150", "hash of 300"].contains(&hash.as_str()));
    assert_eq!(unknown, asked);
    assert!(
        bed.store
            .unknown_files(Vec::new())
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_database_has_one_name_of_its_own(bed: Bed) {
    let other = Bed::sqlite().await.store.installation().await.unwrap();
    let again = crate::store::Store::open(&bed.address).await.unwrap();
    let (one, two) = tokio::join!(bed.store.installation(), again.installation());
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one, two);
    assert_ne!(one, other);
}
