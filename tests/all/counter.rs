//! The example that the engine's documentation teaches, as people run it.

use tests::program::example;
use tests::{Browser, Program};

#[tokio::test]
async fn the_counter_of_the_documentation_counts_for_everybody() {
    let mut program = Program::start(example("counter", &[]));
    let line = program.says("The counter is at ").await;
    let url = line.rsplit(' ').next().expect("it says where it is");
    let browser = Browser::start().await;
    let near = browser.person().await.open(url).await;
    let far = browser.person().await.open(url).await;
    near.live().await;
    far.live().await;
    near.click("button >> By 10").await;
    near.see("#add >> Add 10").await;
    near.click("#add").await;
    far.read("The count is 10").await;
    far.click("#add").await;
    near.read("The count is 11").await;
    near.reload().await;
    near.see("#add >> Add 10").await;
    near.read("The count is 11").await;
    assert_eq!(near.complaints(), Vec::<String>::new());
}
