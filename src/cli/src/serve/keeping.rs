//! What the keeper of a server does beside serving: a code for a facility, backups, restoring.

use std::path::Path;

use server::{Door, Options, Reached, Restored, Trouble};

use super::options::Place;
use super::{ServeError, runtime, say};

/// Prints a new code that sets up a facility.
pub(crate) fn code(place: &Place) -> Result<(), ServeError> {
    let place = place.found()?;
    runtime()?.block_on(async {
        let server = place.open(Options::default()).await?;
        let code = server.setup_code().await;
        server.close().await;
        let code = code.map_err(|source| ServeError::Records {
            place: place.shown(),
            source,
        })?;
        say(&code);
        Ok(())
    })
}

/// Lets a frozen laptop go on, where nobody of the facility is left who could.
pub(crate) fn let_go_on(
    place: &Place,
    laptop: &str,
    facility: Option<&str>,
) -> Result<(), ServeError> {
    let devices = at_the_door(place, (laptop, "frozen devices"), async |door| {
        door.let_go_on(laptop, facility).await
    })?;
    say(&match devices {
        0 => format!("No frozen laptop is called {laptop}."),
        1 => format!("{laptop} goes on: 1 device on it."),
        many => format!("{laptop} goes on: {many} devices on it."),
    });
    Ok(())
}

/// Has the server's door change something of a laptop, and says how many were changed, where it was clear whose laptop was meant.
fn at_the_door(
    place: &Place,
    (laptop, whom): (&str, &'static str),
    change: impl AsyncFnOnce(&Door) -> Result<Reached, Trouble>,
) -> Result<u64, ServeError> {
    let place = place.found()?;
    let done = runtime()?.block_on(async {
        let server = place.open(Options::default()).await?;
        let done = change(server.door()).await;
        server.close().await;
        done.map_err(|source| ServeError::Records {
            place: place.shown(),
            source,
        })
    })?;
    match done {
        Reached::Changed(count) => Ok(count),
        Reached::Several(facilities) => Err(ServeError::Several {
            laptop: laptop.to_owned(),
            whom,
            facilities,
        }),
    }
}

/// Removes the passkeys of those who work on a laptop, where nobody of the facility is left who could.
pub(crate) fn forget_passkeys(
    place: &Place,
    laptop: &str,
    facility: Option<&str>,
) -> Result<(), ServeError> {
    let passkeys = at_the_door(place, (laptop, "people with passkeys"), async |door| {
        door.forget_passkeys(laptop, facility).await
    })?;
    say(&match passkeys {
        0 => format!("Nobody on a laptop called {laptop} has passkeys."),
        1 => "1 passkey is removed: its owner logs in by password alone.".to_owned(),
        many => format!("{many} passkeys are removed: their owners log in by password alone."),
    });
    Ok(())
}

/// Writes a backup.
pub(crate) fn backup(place: &Place, file: &Path) -> Result<(), ServeError> {
    let place = place.found()?;
    let done = runtime()?.block_on(server::backup(place.source(), file));
    let Restored {
        facilities, items, ..
    } = done.map_err(ServeError::Backup)?;
    say(&format!(
        "{} holds {facilities} facilities with {items} sealed rows, and what lets their members in: keep it as safe as the server.",
        file.display()
    ));
    Ok(())
}

/// Restores one.
pub(crate) fn restore(place: &Place, file: &Path) -> Result<(), ServeError> {
    let place = place.found()?;
    place.make_folder()?;
    let done = runtime()?.block_on(server::restore(file, place.source()));
    let Restored {
        facilities,
        items,
        made,
    } = done.map_err(ServeError::Backup)?;
    say(&format!(
        "{facilities} facilities with {items} sealed rows are in {}. Everybody logs in again; devices send what came after the backup.",
        place.shown()
    ));
    // Devices send rows; what was said at the door since is nowhere else.
    if let Some(made) = made {
        say(&format!(
            "The backup was made {}. A laptop or a person that was put out or frozen since then can come in again: have somebody of each facility who lets in others go through its list of laptops first of all, and put out or freeze anew what was.",
            shown(made)
        ));
    }
    Ok(())
}

/// A moment as people read it.
fn shown(millis: i64) -> String {
    let moment = chrono::DateTime::from_timestamp_millis(millis);
    moment.map_or_else(
        || "at a time that is not known".to_owned(),
        |moment| moment.format("on %Y-%m-%d at %H:%M UTC").to_string(),
    )
}
