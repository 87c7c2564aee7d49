//! The stores of sessions: made ready before the first request, and swept until the last.

use tokio::task::JoinSet;

use crate::launch::{LaunchError, LaunchReport};
use crate::service::Service;

/// Makes the stores of sessions ready, or says which of them are not.
pub(super) async fn open_stores(service: &Service) -> Result<(), LaunchError> {
    let mut opening = JoinSet::new();
    for (place, attached) in service.sessions.iter().cloned().enumerate() {
        opening.spawn(async move { (place, attached.open().await) });
    }
    let mut opened = opening.join_all().await;
    opened.sort_by_key(|(place, _)| *place);
    let problems = opened.into_iter().filter_map(|(_, opened)| opened.err());
    let problems: Vec<_> = problems.collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(LaunchReport::new(problems, Vec::new()).into())
}

/// Removes sessions that have ended, until what this gives is dropped.
pub(super) fn sweep_stores(service: &Service) -> JoinSet<()> {
    let mut sweeps = JoinSet::new();
    for attached in &service.sessions {
        sweeps.spawn(attached.clone().sweep_for_ever());
    }
    sweeps
}
