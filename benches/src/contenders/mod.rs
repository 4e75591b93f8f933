//! The contenders, one file each. Owns their names and how each is compared.

use wakescope_bench_report::Kind;

use crate::job::Job;
use crate::workload::Workload;

mod async_executor;
mod embassy;
mod futures;
mod futures_lite;
mod futures_unordered;
mod pollster;
mod recording;
mod shipped;
mod tokio;
mod untraced;
#[cfg(target_arch = "wasm32")]
mod wasm_bindgen_futures;

/// Who does a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// Wakescope as it ships: able to record, with no recorder entered.
    Wakescope,
    /// Wakescope built without recording.
    Untraced,
    /// Wakescope recording every event, into a new recorder each time.
    Recording,
    /// Wakescope recording into a recorder that keeps the newest events and has all its memory.
    RecordingNewest,
    /// tokio's `current_thread` runtime with a `LocalSet`.
    TokioLocalSet,
    /// tokio's `LocalRuntime`.
    TokioLocalRuntime,
    /// async-executor's `LocalExecutor`.
    AsyncExecutor,
    /// async-executor's `StaticLocalExecutor`.
    AsyncExecutorStatic,
    /// futures' `LocalPool`.
    LocalPool,
    /// futures' `FuturesUnordered`, within its `block_on`.
    FuturesUnordered,
    /// Embassy's executor.
    Embassy,
    /// wasm-bindgen-futures, on the event loop of JavaScript.
    #[cfg(target_arch = "wasm32")]
    WasmBindgenFutures,
    /// pollster, which has `block_on` alone.
    Pollster,
    /// The `block_on` of futures-lite.
    FuturesLite,
}

impl Contender {
    /// All of them, ours first.
    pub const ALL: &[Contender] = &[
        Contender::Wakescope,
        Contender::Untraced,
        Contender::Recording,
        Contender::RecordingNewest,
        Contender::TokioLocalSet,
        Contender::TokioLocalRuntime,
        Contender::AsyncExecutor,
        Contender::AsyncExecutorStatic,
        Contender::LocalPool,
        Contender::FuturesUnordered,
        Contender::Embassy,
        #[cfg(target_arch = "wasm32")]
        Contender::WasmBindgenFutures,
        Contender::Pollster,
        Contender::FuturesLite,
    ];

    /// Its name in tables and in the summary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Contender::Wakescope => "wakescope",
            Contender::Untraced => "wakescope, no tracing",
            Contender::Recording => "wakescope, recording",
            Contender::RecordingNewest => "wakescope, recording, newest",
            Contender::TokioLocalSet => "tokio LocalSet",
            Contender::TokioLocalRuntime => "tokio LocalRuntime",
            Contender::AsyncExecutor => "async-executor",
            Contender::AsyncExecutorStatic => "async-executor static",
            Contender::LocalPool => "futures LocalPool",
            Contender::FuturesUnordered => "FuturesUnordered",
            Contender::Embassy => "embassy",
            #[cfg(target_arch = "wasm32")]
            Contender::WasmBindgenFutures => "wasm-bindgen-futures",
            Contender::Pollster => "pollster",
            Contender::FuturesLite => "futures-lite",
        }
    }

    /// How it is compared.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Contender::Wakescope => Kind::Ours,
            Contender::Untraced => Kind::Without,
            Contender::Recording | Contender::RecordingNewest => Kind::Variant,
            Contender::Embassy => Kind::Embassy,
            _ => Kind::General,
        }
    }

    /// The workload made ready; `None` if this contender cannot do it.
    #[must_use]
    pub fn prepare(self, workload: Workload) -> Option<Job> {
        match self {
            Contender::Wakescope => shipped::ours::prepare(workload),
            Contender::Untraced => recording::compared(workload)
                .then(|| untraced::ours::prepare(workload))
                .flatten(),
            Contender::Recording => recording::prepare(workload, recording::Keep::All),
            Contender::RecordingNewest => recording::prepare(workload, recording::Keep::Newest),
            Contender::TokioLocalSet => tokio::prepare::<tokio::Set>(workload),
            Contender::TokioLocalRuntime => tokio::prepare::<tokio::Runtime>(workload),
            Contender::AsyncExecutor => async_executor::prepare::<async_executor::Local>(workload),
            Contender::AsyncExecutorStatic => {
                async_executor::prepare::<async_executor::Static>(workload)
            }
            Contender::LocalPool => futures::prepare(workload),
            Contender::FuturesUnordered => futures_unordered::prepare(workload),
            Contender::Embassy => embassy::prepare(workload),
            #[cfg(target_arch = "wasm32")]
            Contender::WasmBindgenFutures => wasm_bindgen_futures::prepare(workload),
            Contender::Pollster => pollster::prepare(workload),
            Contender::FuturesLite => futures_lite::prepare(workload),
        }
    }
}
