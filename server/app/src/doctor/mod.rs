//! `rushes doctor`: where the time of a call goes. It makes real calls on the wire, times each part of them, and says
//! in sentences what it found.
//!
//! Nothing is measured through the program's own HTTP client: what that hides (a pool, a resumed TLS session, a retry)
//! is just what is looked for here.

mod order;
mod report;

mod call;
mod http;
mod lookup;
mod trouble;
mod trust;

mod findings;
mod json;
mod spread;
mod table;

use anyhow::Context;

use crate::config::Problems;
use crate::config::args::DoctorArgs;
use order::Order;
use report::Report;

/// What is to be examined, or everything that is wrong with the question.
pub(crate) fn order(args: DoctorArgs) -> Result<Order, Problems> {
    Order::parse(args)
}

/// Examines each address in turn, and tells what it found.
pub(crate) fn examine(order: &Order) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the runtime does not start")?;
    let reports = runtime.block_on(async {
        let mut reports = Vec::new();
        for target in &order.targets {
            reports.push(Report::of(target, order).await?);
        }
        anyhow::Ok(reports)
    })?;
    let findings = findings::of(&reports);
    crate::tell(&if order.json {
        json::page(&reports, &findings)?
    } else {
        table::page(&reports, &findings)
    })
}
