//! One file of the site while it is being put together.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256, Sha384};

use crate::stamp::{files_below, hex};

/// A file with its path below the site's root, `/` between the parts and none in front.
#[derive(Debug, Clone)]
pub(super) struct Asset {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

impl Asset {
    /// Every file below `folder`, each path behind `prefix`.
    pub(super) fn read_all(folder: &Path, prefix: &str) -> Result<Vec<Self>> {
        files_below(folder)?
            .into_iter()
            .map(|file| {
                let below = file.strip_prefix(folder)?;
                let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                Ok(Self {
                    path: format!("{prefix}{}", parts.join("/")),
                    bytes: fs::read(&file)
                        .with_context(|| format!("reading {}", file.display()))?,
                })
            })
            .collect()
    }

    pub(super) fn extension(&self) -> &str {
        self.path
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
    }

    /// The address the browser asks for: the start page is asked for as `/`.
    pub(super) fn address(&self) -> String {
        if self.path == "index.html" {
            "/".to_owned()
        } else {
            format!("/{}", self.path)
        }
    }

    pub(super) fn sha256(&self) -> String {
        hex(&Sha256::digest(&self.bytes))
    }

    /// As in an `integrity` attribute.
    pub(super) fn integrity(&self) -> String {
        format!("sha384-{}", base64(&Sha384::digest(&self.bytes)))
    }

    /// `app.js` becomes `app-0123456789abcdef.js`: sixteen digits of the content's digest.
    pub(super) fn name_with_digest(&self) -> String {
        let digest = self.sha256();
        match self.path.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}-{}.{extension}", &digest[..16]),
            None => format!("{}-{}", self.path, &digest[..16]),
        }
    }

    /// Replaces `old` by `new` wherever it stands as a whole quoted address: `"old"`, `"/old"`, `"./old"`.
    pub(super) fn rename_reference(&mut self, old: &str, new: &str) -> Result<()> {
        let mut text = String::from_utf8(std::mem::take(&mut self.bytes))
            .with_context(|| format!("{} is not UTF-8", self.path))?;
        for quote in ['"', '\'', '`'] {
            for lead in ["", "/", "./"] {
                text = text.replace(
                    &format!("{quote}{lead}{old}{quote}"),
                    &format!("{quote}{lead}{new}{quote}"),
                );
            }
        }
        self.bytes = text.into_bytes();
        Ok(())
    }

    /// Whether a compressed copy is worth its place; packs bring theirs, pictures are compressed already.
    pub(super) fn is_compressible(&self) -> bool {
        matches!(
            self.extension(),
            "html" | "js" | "css" | "wasm" | "json" | "svg" | "webmanifest" | "pack"
        )
    }

    /// At brotli's highest quality: made once, sent many times.
    pub(super) fn brotli(&self) -> Result<Vec<u8>> {
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 24,
            size_hint: self.bytes.len(),
            ..Default::default()
        };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut self.bytes.as_slice(), &mut compressed, &parameters)
            .with_context(|| format!("compressing {}", self.path))?;
        Ok(compressed)
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = (group >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() {
                char::from(DIGITS[digit as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(path: &str, text: &str) -> Asset {
        Asset {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
        }
    }

    #[test]
    fn base64_as_in_rfc_4648() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn only_whole_quoted_addresses_are_renamed() {
        let mut page = asset(
            "boot.js",
            r#"import("./app.js"); x = '/app.js'; "my-app.js"; "app.js?x"; app.js"#,
        );
        page.rename_reference("app.js", "app-1.js").expect("text");
        assert_eq!(
            String::from_utf8_lossy(&page.bytes),
            r#"import("./app-1.js"); x = '/app-1.js'; "my-app.js"; "app.js?x"; app.js"#
        );
    }

    #[test]
    fn the_name_bears_the_digest_of_the_content() {
        let file = asset("app_bg.wasm", "");
        assert_eq!(file.name_with_digest(), "app_bg-e3b0c44298fc1c14.wasm");
        assert_eq!(asset("index.html", "").address(), "/");
        assert_eq!(asset("packs/mce.pack", "").address(), "/packs/mce.pack");
    }

    #[test]
    fn brotli_comes_back_as_it_was() {
        let file = asset("a.js", &"export default 1;".repeat(50));
        let compressed = file.brotli().expect("compresses");
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut compressed.as_slice(), &mut plain).expect("decompresses");
        assert_eq!(plain, file.bytes);
    }
}
