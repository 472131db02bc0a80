//! What every backend has to do, as one list of checks over a fresh store each. Natively it runs over memory and the
//! simulated device, in a browser over IndexedDB: a backend is right when it can't be told from the reference.

mod checks;
pub mod speed;

use crate::Store;

/// How the suite comes by stores.
#[allow(async_fn_in_trait)]
pub trait Workshop {
    /// The backend.
    type Store: Store;

    /// An empty store that nobody used before.
    async fn fresh(&self) -> Self::Store;

    /// Lets go of a store and opens the same one again, as after a reload.
    async fn reopen(&self, store: Self::Store) -> Self::Store;
}

/// How one check went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which check.
    pub name: &'static str,
    /// What was not as it has to be.
    pub problem: Option<String>,
}

/// What a check gives: nothing, or what is wrong.
type Checked = Result<(), String>;

/// Runs all checks, each over a store of its own.
pub async fn run(workshop: &impl Workshop) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    macro_rules! check {
        ($($name:ident),+ $(,)?) => {$(
            let store = workshop.fresh().await;
            let problem = checks::$name(workshop, store).await.err();
            outcomes.push(Outcome { name: stringify!($name), problem });
        )+};
    }
    check!(
        a_row_is_read_as_it_was_written,
        many_rows_are_read_in_the_order_asked,
        tables_do_not_know_each_other,
        keys_are_in_the_order_of_their_bytes,
        ranges_hold_what_lies_between_their_ends,
        pages_of_a_range_make_the_whole,
        the_last_key_and_the_count_follow_every_write,
        changes_of_one_batch_happen_in_their_order,
        a_batch_that_may_not_be_written_leaves_nothing,
        a_row_that_must_be_absent_is_written_once,
        a_row_that_must_be_as_it_was_read_is_compared,
        an_earlier_lease_writes_no_more,
        leases_taken_at_once_are_different,
        concurrent_writes_all_arrive,
        of_concurrent_first_writers_one_wins,
        eight_mebibytes_come_back,
        a_batch_of_twenty_thousand_rows_is_one,
        a_reopened_store_holds_what_it_held,
        wiping_leaves_nothing_and_shuts_earlier_holders_out,
        an_empty_batch_is_written,
    );
    outcomes
}
