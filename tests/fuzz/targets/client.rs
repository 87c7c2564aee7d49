//! The test client, asked without an `await`.

use oxy::LaunchReport;
use oxy::testing::{TestClient, TestRequest, TestResponse};
use tokio::runtime::{Builder, Runtime};

/// An application with what runs its futures.
pub struct Asked {
    pub client: TestClient,
    runtime: Runtime,
}

impl Asked {
    /// Launches an application that can be launched.
    #[allow(
        dead_code,
        reason = "of no use to the target that makes its routes of the input"
    )]
    pub fn new<A: 'static>(server: oxy::Serve<A>) -> Self {
        Self::launch(server).unwrap()
    }

    pub fn launch<A: 'static>(server: oxy::Serve<A>) -> Result<Self, LaunchReport> {
        let client = TestClient::new(server)?;
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        Ok(Self { client, runtime })
    }

    /// Sends a request without the cookies of earlier ones.
    pub fn ask<'c>(
        &'c self,
        request: impl FnOnce(&'c TestClient) -> TestRequest<'c>,
    ) -> TestResponse {
        self.client.clear_cookies();
        self.runtime.block_on(request(&self.client).send())
    }
}
