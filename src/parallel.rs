//! Work on all threads: the only place of the pure half that starts them, and that picks wide
//! vector instructions where the processor has them.

use rayon::prelude::*;

/// Fewer items than this are done before another thread has woken up.
const WORTH_THREADS: usize = 16;

/// Does some work on every item on all threads of rayon's pool; the results in the items' order.
///
/// `work` runs as [`wide`] code.
pub(crate) fn in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    let work = |item| {
        wide(
            #[inline(always)]
            || work(item),
        )
    };
    if items.len() < WORTH_THREADS {
        return items.into_iter().map(work).collect();
    }
    items.into_par_iter().map(work).collect()
}

/// Does some work with wide vector instructions where the processor has them.
///
/// A second version of what is inlined into `work` is compiled for them. Each number comes out the
/// same: nothing is reordered.
#[expect(clippy::inline_always, reason = "`work` is compiled along with it")]
#[inline(always)]
pub(crate) fn wide<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// Runs something in a pool of so many threads of its own, which [`crate::score::score_grid`] and
/// [`crate::live::engine`] then use; 0 means as many as there are cores.
///
/// # Errors
/// [`rayon::ThreadPoolBuildError`] when the system gives no threads.
pub fn with_threads<R: Send>(threads: usize, run: impl FnOnce() -> R + Send) -> Result<R, rayon::ThreadPoolBuildError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(run))
}
