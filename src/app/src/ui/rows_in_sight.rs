//! Rows of one height in a box that scrolls: only those in sight exist, so that a hundred thousand scroll like fifty.

use leptos::{ev, html, prelude::*};

/// The box, and which of its rows are in sight. A copy is only a reference to it.
#[derive(Clone, Copy)]
pub(crate) struct RowsInSight {
    /// The box that scrolls.
    pub(crate) scroller: NodeRef<html::Div>,
    scrolled: RwSignal<(u32, u32)>,
    in_sight: Memo<(u32, u32)>,
    height: u32,
}

impl RowsInSight {
    /// For `count` rows of `height` CSS pixels each (the stylesheet says the same), with `spare` rows drawn above and
    /// below those in sight.
    pub(crate) fn new(count: Signal<u32>, height: u32, spare: u32) -> Self {
        let scrolled = RwSignal::new((0_u32, 800_u32));
        let in_sight = Memo::new(move |_| {
            let (top, shown) = scrolled.get();
            let last = ((top + shown) / height + spare).min(count.get());
            ((top / height).saturating_sub(spare).min(last), last)
        });
        let rows = Self {
            scroller: NodeRef::new(),
            scrolled,
            in_sight,
            height,
        };
        Effect::new(move |_| {
            if rows.scroller.get().is_some() {
                request_animation_frame(move || rows.measure());
            }
        });
        let resized = window_event_listener(ev::resize, move |_| rows.measure());
        on_cleanup(move || resized.remove());
        rows
    }

    /// The first row to draw and the one after the last.
    pub(crate) fn range(self) -> (u32, u32) {
        self.in_sight.get()
    }

    /// How many rows a page key goes.
    pub(crate) fn page(self) -> u32 {
        (self.scrolled.get_untracked().1 / self.height).max(2) - 1
    }

    /// The box, while it stands: a frame that was asked for may come when its screen has been left.
    fn standing(self) -> Option<web_sys::HtmlDivElement> {
        self.scroller.try_get_untracked().flatten()
    }

    /// Takes in how far the box is scrolled and how high it is.
    pub(crate) fn measure(self) {
        if let Some(element) = self.standing() {
            let top = u32::try_from(element.scroll_top()).unwrap_or(0);
            let shown = u32::try_from(element.client_height())
                .unwrap_or(0)
                .max(self.height);
            if self.scrolled.try_get_untracked() != Some((top, shown)) {
                self.scrolled.try_set((top, shown));
            }
        }
    }

    /// Scrolls as little as brings the row into sight, below a heading of `heading` rows that stays on top.
    pub(crate) fn reveal(self, row: u32, heading: u32) {
        if let Some(element) = self.standing() {
            let top = u32::try_from(element.scroll_top()).unwrap_or(0);
            let shown = u32::try_from(element.client_height()).unwrap_or(0);
            let (above, below) = (row * self.height, (row + 1 + heading) * self.height);
            let target = if above < top {
                Some(above)
            } else if below > top + shown {
                Some(below.saturating_sub(shown))
            } else {
                None
            };
            if let Some(target) = target {
                element.set_scroll_top(i32::try_from(target).unwrap_or(i32::MAX));
            }
        }
        self.measure();
    }
}
