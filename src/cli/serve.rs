//! How does the server start, and how does it end?

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use super::{complain, reload};
use crate::app::App;
use crate::breakage::Breakage;
use crate::config::Config;
use crate::error::{Error, Result};

pub(super) fn run(config: Config) -> ExitCode {
    if config.reload && !reload::is_child() {
        return match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(reload::supervise()),
            Err(error) => fail(&Error::internal(error)),
        };
    }
    match actix_rt::System::new().block_on(serve(config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Serves until SIGTERM or SIGINT, then drains. A second signal ends at once.
async fn serve(config: Config) -> Result<()> {
    let (title, base) = (config.app_title.clone(), config.base_url.clone());
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::internal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::internal)?;
    let app = App::build(config).await?;
    tracing::info!(address = %app.address(), %base, version = env!("CARGO_PKG_VERSION"), "{title} is listening");
    let stopper = app.stopper();
    let serving = actix_rt::spawn(app.run());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    if Breakage::DrainOff.is_on() {
        std::process::exit(0);
    }
    tracing::info!("draining: finishing what is being written, then closing every socket");
    tokio::select! {
        () = stopper.drain() => {}
        _ = terminate.recv() => stopper.stop().await,
        _ = interrupt.recv() => stopper.stop().await,
    }
    serving.await.map_err(Error::internal)??;
    tracing::info!("drained");
    Ok(())
}

fn fail(error: &Error) -> ExitCode {
    complain(&format!("kefu cannot serve: {error}"));
    ExitCode::FAILURE
}
