//! The server learns nothing, and nobody on the way does: words out of chance go into records on one laptop and are read on the
//! other, and are sought in every byte of the server's files, of its memory, and of what went over the line.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::{Context as _, Result, ensure};
use journeys::canary::{Canaries, Chance, Found, word};
use journeys::door::{PASSWORD, USER, connect, device_code, found, join, synced};
use journeys::line::Conditions;
use journeys::{Page, Site, dist, target};

use super::browsers;
use super::registrar::{create, find, lend};

/// Bytes of memory read at a time.
const PIECE: usize = 16 << 20;

/// Every byte of a process's memory that can be read.
fn in_memory(process: u32, canaries: &Canaries) -> Result<(u64, Vec<Found>)> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps"))?;
    let mut memory = File::open(format!("/proc/{process}/mem"))?;
    let (mut read, mut found) = (0, Vec::new());
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (Some(range), Some(rights)) = (parts.next(), parts.next()) else {
            continue;
        };
        let (from, to) = range.split_once('-').context("a range")?;
        let from = u64::from_str_radix(from, 16)?;
        let length = u64::from_str_radix(to, 16)?.saturating_sub(from) as usize;
        // What the kernel lends can't be read.
        if !rights.starts_with('r') || line.contains("[v") {
            continue;
        }
        let mut at = 0;
        while at < length {
            let mut bytes = vec![0; PIECE.min(length - at)];
            memory.seek(SeekFrom::Start(from + at as u64))?;
            if memory.read_exact(&mut bytes).is_err() {
                break;
            }
            read += bytes.len() as u64;
            found.extend(canaries.within(&bytes, &format!("memory at {from:x}")));
            // A word may lie across two pieces.
            at += bytes.len();
            if at < length {
                at -= 64;
            }
        }
    }
    Ok((read, found))
}

fn bytes_below(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

#[tokio::test]
async fn no_word_of_a_record_is_in_the_servers_files_its_memory_or_on_the_line() {
    let traffic = target().join("traffic");
    drop(fs::remove_dir_all(&traffic));
    let recorded = Conditions {
        record: Some(traffic.clone()),
        ..Conditions::default()
    };
    let site = || Site::start(&dist())?.behind(recorded);
    browsers("devices-secret", site, async |[one, other]: [Page; 2]| -> Result<()> {
        let now = UNIX_EPOCH.elapsed().unwrap_or_default();
        let mut chance = Chance::from_seed(now.as_secs());
        let [family, given, second, other_given] = [(); 4].map(|()| word(&mut chance));
        one.open("/").await?;
        one.wait_until_gone("[data-test=loading]").await?;
        found(&one).await?;
        // Also what is there before the facility is on the server.
        lend(&one).await?;
        let number = create(&one, &family, &given).await?;
        connect(&one).await?;
        let code = device_code(&one).await?;
        other.open("/").await?;
        other.wait_until_gone("[data-test=loading]").await?;
        join(&other, &code, USER, PASSWORD).await?;
        synced(&other).await?;
        find(&other, &number, &family.to_uppercase()).await?;
        let later = create(&one, &second, &other_given).await?;
        synced(&one).await?;
        find(&other, &later, &second.to_uppercase()).await?;

        let canaries = Canaries::of(&[
            ("family name", family.as_str()),
            ("given name", given.as_str()),
            ("second family name", second.as_str()),
            ("second given name", other_given.as_str()),
            ("password", PASSWORD),
        ])?;
        let (process, data) = {
            let site = one.site();
            (site.process(), site.data().to_owned())
        };
        let process = process.context("a server")?;
        let (read, in_memory) = in_memory(process, &canaries)?;
        ensure!(in_memory.is_empty(), "{in_memory:?}");
        let files = canaries.below(&data)?;
        ensure!(files.found.is_empty(), "{:?}", files.found);
        // All that went over the line, as somebody on the way sees it.
        let passed = one.site().line().map(journeys::line::Line::passed);
        let passed = passed.context("a line")?;
        let on_the_line = canaries.below(&traffic)?;
        ensure!(on_the_line.found.is_empty(), "{:?}", on_the_line.found);
        let kept = bytes_below(&traffic)?;
        ensure!(
            kept >= passed.up + passed.down && passed.up > 10_000,
            "of {passed:?} {kept} bytes were recorded"
        );
        println!(
            "{} words in {} forms: none in {read} bytes of memory, in the files, nor in {kept} bytes on the line",
            canaries.count(),
            canaries.forms()
        );
        ensure!(read > 1 << 20, "the memory was read: {read}");
        Ok(())
    })
    .await;
}
