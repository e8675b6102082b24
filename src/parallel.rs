//! Parallel work: the only part of the pure code that starts threads. Uses wide vector instructions
//! if the processor has them.

use rayon::prelude::*;

/// With fewer items, starting other threads takes longer than the work.
const WORTH_THREADS: usize = 16;

/// Runs `work` on every item, on the threads of rayon's pool. Returns the results in the order of
/// the items.
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

/// Runs `work` on every item, like [`in_parallel`], if each item takes long: even two are worth two threads.
pub(crate) fn each_in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    if items.len() < 2 {
        return items.into_iter().map(work).collect();
    }
    items.into_par_iter().map(work).collect()
}

/// Runs a function with wide vector instructions if the processor has them.
///
/// Code inlined into `work` is compiled a second time for these instructions. The results are the
/// same, because no operation is reordered.
#[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
#[inline(always)]
pub(crate) fn wide<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// Runs a function in a new pool of threads, which [`crate::score::score_grid`] and
/// [`crate::live::engine`] then use. 0 means one thread per core.
///
/// # Errors
/// [`rayon::ThreadPoolBuildError`] if the system starts no threads.
pub fn with_threads<R: Send>(threads: usize, run: impl FnOnce() -> R + Send) -> Result<R, rayon::ThreadPoolBuildError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(run))
}

/// Runs a function once on each thread of a new pool, or with 0 threads of the pool in which it is called, if any.
pub(crate) fn on_all_threads(threads: usize, work: impl Fn() + Sync) -> Result<(), rayon::ThreadPoolBuildError> {
    if threads == 0 && rayon::current_thread_index().is_some() {
        rayon::broadcast(|_| work());
    } else {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.broadcast(|_| work());
    }
    Ok(())
}
