//! The numbers of a web process, read as a scraper reads them.

use std::collections::BTreeMap;

use crate::api::http;
use crate::program::Program;

/// Where a process that was told to serve them does.
pub async fn address(program: &mut Program) -> String {
    let line = program.says("metrics are served").await;
    let (_, address) = line.split_once("address=").expect("it says where");
    format!("http://{}/metrics", address.trim())
}

/// Each sample, by its name and labels as they are written.
#[derive(Clone, Debug)]
pub struct Numbers(pub BTreeMap<String, f64>);

impl Numbers {
    /// # Panics
    /// Where they do not come, or are not written as Prometheus reads them.
    pub async fn at(url: &str) -> Self {
        let answer = http().get(url).send().await.expect("the numbers come");
        assert_eq!(answer.status(), 200);
        let kind = &answer.headers()["content-type"];
        assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
        let text = answer.text().await.expect("they are text");
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        let samples = samples.map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a name and a value");
            let value = value.parse().expect("a number");
            (name.to_owned(), value)
        });
        let samples: Vec<(String, f64)> = samples.collect();
        let count = samples.len();
        let all: BTreeMap<String, f64> = samples.into_iter().collect();
        assert_eq!(all.len(), count, "a sample is told twice:\n{text}");
        Self(all)
    }

    /// 0 for what never happened.
    #[must_use]
    pub fn one(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0.0)
    }

    /// All samples of a family together.
    #[must_use]
    pub fn sum(&self, family: &str) -> f64 {
        let of = |name: &str| name.split('{').next() == Some(family);
        let all = self.0.iter().filter(|(name, _)| of(name));
        all.map(|(_, value)| value).sum()
    }
}
