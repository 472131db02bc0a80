//! A text with each section of the guidelines that it cites as a way there.

use engine::cited::{Piece, pieces};
use leptos::prelude::*;

use super::read;
use crate::coding::Session;
use crate::shell::Shell;

/// The text.
pub(crate) fn cited(text: &str) -> impl IntoView + use<> {
    let (shell, session) = (expect_context::<Shell>(), expect_context::<Session>());
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.into_any(),
            Piece::Section(id, written) => {
                let (section, name) = (id.clone(), format!("{written}, section of the guidelines"));
                view! {
                    <button type="button" class="link cited" data-test="cited" data-section=section aria-label=name
                        on:click=move |_| read(shell, session, &id)>{written}</button>
                }
                .into_any()
            }
        })
        .collect_view()
}
