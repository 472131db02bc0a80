//! Steps that many journeys share: to an example without a network, through the palette, and what the browser writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use serde_json::json;

use crate::Page;
use crate::site::target;

/// How long the browser may take to write a file.
const PATIENCE: Duration = Duration::from_secs(20);

impl Page {
    /// Opens the app, lets it store itself, and starts it again with the network off.
    ///
    /// # Errors
    /// When it does not come to that.
    pub async fn begin_offline(&self) -> Result<()> {
        self.open("/").await?;
        self.stored_for_offline().await?;
        self.go_offline().await?;
        self.reload().await?;
        self.wait_until_gone("[data-test=loading]").await
    }

    /// Opens a ready example and waits for its DRG.
    ///
    /// # Errors
    /// When there is no such example.
    pub async fn open_example(&self, key: &str) -> Result<()> {
        self.enter(&format!("[data-test=example][data-key=\"{key}\"]"))
            .await?;
        self.wait_for("[data-test=drg-number]").await.map(|_| ())
    }

    /// Does what the palette offers first for some words, and waits until something has appeared.
    ///
    /// # Errors
    /// When it does not appear.
    pub async fn through_palette(&self, words: &str, arrived: &str) -> Result<()> {
        self.press("Control+k").await?;
        self.wait_for("dialog[open]").await?;
        self.type_text(words).await?;
        self.press("Enter").await?;
        self.wait_for(arrived).await.map(|_| ())
    }

    /// An empty folder of this name, into which the browser writes from now on.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub async fn downloads_into(&self, name: &str) -> Result<PathBuf> {
        let folder = target().join(name);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        let allowed = json!({ "behavior": "allow", "downloadPath": folder });
        self.cdp()
            .send_raw("Browser.setDownloadBehavior", allowed)
            .await?;
        Ok(folder)
    }

    /// Waits for a file with this ending that the browser writes.
    ///
    /// # Errors
    /// When none comes.
    pub async fn written(&self, folder: &Path, ending: &str) -> Result<PathBuf> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let found = fs::read_dir(folder)
                .into_iter()
                .flatten()
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .find(|path| path.to_string_lossy().ends_with(ending));
            if let Some(found) = found {
                return Ok(found);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("no …{ending} came into {}", folder.display())
    }

    /// The browser complained of nothing but that the network is gone.
    ///
    /// # Errors
    /// With what it complained of.
    pub async fn complained_of_nothing(&self) -> Result<()> {
        let mut complaints = self.complaints().await?;
        complaints.retain(|complaint| {
            !complaint.contains("ERR_INTERNET_DISCONNECTED")
                && !complaint.contains("ERR_CONNECTION_REFUSED")
        });
        ensure!(
            complaints.is_empty(),
            "the browser complained: {complaints:#?}"
        );
        Ok(())
    }
}
