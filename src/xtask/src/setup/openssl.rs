//! OpenSSL's headers and pkg-config, which finds them: the server checks passkeys by it.

use anyhow::{Result, ensure};

use super::debian;
use crate::progress::say;
use crate::workspace::{Workspace, output_of};

/// Makes sure that the server can be linked.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    // Who has it elsewhere says where.
    let there = || {
        std::env::var_os("OPENSSL_DIR").is_some()
            || output_of(
                workspace
                    .command("pkg-config")
                    .args(["--modversion", "openssl"]),
            )
            .is_some()
    };
    if !there() {
        debian::install(workspace, &["libssl-dev", "pkg-config"])?;
        ensure!(
            there(),
            "libssl-dev was installed but `pkg-config --modversion openssl` finds none"
        );
    }
    say("openssl: there");
    Ok(())
}
