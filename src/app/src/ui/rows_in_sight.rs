//! Rows of one height in a box that scrolls: only those in sight exist, so that a hundred thousand scroll like fifty.
//!
//! How high a row is, the stylesheet says; where that depends on the width of the box or the size of the type, a sample row
//! that nobody sees is measured.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::prelude::*;

/// The box, and which of its rows are in sight. A copy is only a reference to it.
#[derive(Clone, Copy)]
pub(crate) struct RowsInSight {
    /// The box that scrolls.
    pub(crate) scroller: NodeRef<html::Div>,
    /// A row in the box that is only measured; a list whose rows are of one height in any window has none.
    pub(crate) sample: NodeRef<html::Div>,
    scrolled: RwSignal<(u32, u32)>,
    in_sight: Memo<(u32, u32)>,
    height: RwSignal<u32>,
}

impl RowsInSight {
    /// For `count` rows of `height` CSS pixels each, until a sample is measured, with `spare` rows drawn above and below
    /// those in sight.
    pub(crate) fn new(count: Signal<u32>, height: u32, spare: u32) -> Self {
        let scrolled = RwSignal::new((0_u32, 800_u32));
        let height = RwSignal::new(height);
        let in_sight = Memo::new(move |_| drawn(scrolled.get(), height.get(), count.get(), spare));
        let rows = Self {
            scroller: NodeRef::new(),
            sample: NodeRef::new(),
            scrolled,
            in_sight,
            height,
        };
        // The divider between two panes changes the box as well as the window does.
        let watched = StoredValue::new_local(None);
        Effect::new(move |_| {
            if let Some(element) = rows.scroller.get() {
                request_animation_frame(move || rows.measure());
                watched.set_value(Watch::of(&element, move || rows.measure()));
            }
        });
        let resized = window_event_listener(ev::resize, move |_| rows.measure());
        on_cleanup(move || {
            resized.remove();
            watched.dispose();
        });
        rows
    }

    /// The first row to draw and the one after the last.
    pub(crate) fn range(self) -> (u32, u32) {
        self.in_sight.get()
    }

    /// How high a row is.
    pub(crate) fn height(self) -> u32 {
        self.height.get()
    }

    /// How many rows a page key goes.
    pub(crate) fn page(self) -> u32 {
        (self.scrolled.get_untracked().1 / self.height.get_untracked()).max(2) - 1
    }

    /// The box, while it stands: a frame that was asked for may come when its screen has been left.
    fn standing(self) -> Option<web_sys::HtmlDivElement> {
        self.scroller.try_get_untracked().flatten()
    }

    /// Takes in how high a row is, how far the box is scrolled and how high it is.
    pub(crate) fn measure(self) {
        let Some(height) = self.height.try_get_untracked() else {
            return;
        };
        let sample = self.sample.try_get_untracked().flatten();
        let measured = sample.map_or(0, |row| u32::try_from(row.offset_height()).unwrap_or(0));
        if measured > 0 && measured != height {
            self.height.set(measured);
        }
        if let Some(element) = self.standing() {
            let top = u32::try_from(element.scroll_top()).unwrap_or(0);
            let shown = u32::try_from(element.client_height())
                .unwrap_or(0)
                .max(height);
            if self.scrolled.try_get_untracked() != Some((top, shown)) {
                self.scrolled.try_set((top, shown));
            }
        }
    }

    /// Scrolls as little as brings the row into sight, below a heading of `heading` rows that stays on top.
    pub(crate) fn reveal(self, row: u32, heading: u32) {
        if let (Some(element), Some(height)) = (self.standing(), self.height.try_get_untracked()) {
            let top = u32::try_from(element.scroll_top()).unwrap_or(0);
            let shown = u32::try_from(element.client_height()).unwrap_or(0);
            if let Some(target) = scrolled_for(row, heading, height, (top, shown)) {
                element.set_scroll_top(i32::try_from(target).unwrap_or(i32::MAX));
            }
        }
        self.measure();
    }
}

/// The first row to draw and the one after the last, in a box that is scrolled by `top` and shows `shown` pixels.
fn drawn((top, shown): (u32, u32), height: u32, count: u32, spare: u32) -> (u32, u32) {
    let last = ((top + shown) / height + spare).min(count);
    ((top / height).saturating_sub(spare).min(last), last)
}

/// How far to scroll the box so that a row is wholly in sight; nothing where it is.
fn scrolled_for(row: u32, heading: u32, height: u32, (top, shown): (u32, u32)) -> Option<u32> {
    let (above, below) = (row * height, (row + 1 + heading) * height);
    if above < top {
        Some(above)
    } else if below > top + shown {
        Some(below.saturating_sub(shown))
    } else {
        None
    }
}

/// Calls back when an element's size changes, as long as it is kept.
struct Watch {
    observer: web_sys::ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl Watch {
    fn of(element: &web_sys::Element, callback: impl FnMut() + 'static) -> Option<Self> {
        let callback = Closure::new(callback);
        let observer =
            web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref::<js_sys::Function>())
                .ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

#[cfg(test)]
mod tests {
    use super::{drawn, scrolled_for};

    #[test]
    fn few_of_a_hundred_thousand_rows_are_drawn_and_the_current_one_is_among_them() {
        const ALL: u32 = 100_000;
        for height in [32, 44, 58] {
            for row in [0, 1, 7, 49_999, ALL - 2, ALL - 1] {
                for top in [0, 1, 58 * 50_000, height * ALL - 224] {
                    let top = scrolled_for(row, 0, height, (top, 224)).unwrap_or(top);
                    assert!(top <= row * height && (row + 1) * height <= top + 224);
                    let (first, last) = drawn((top, 224), height, ALL, 8);
                    assert!((first..last).contains(&row), "{row} at {height} pixels");
                    assert!(last - first <= 2 * 8 + 224 / height + 1);
                }
            }
        }
        assert_eq!(drawn((0, 800), 32, 0, 8), (0, 0));
        assert_eq!(
            drawn((3_000, 800), 32, 5, 8),
            (5, 5),
            "the list became shorter"
        );
    }

    #[test]
    fn a_row_in_sight_is_not_scrolled_to() {
        assert_eq!(scrolled_for(3, 0, 32, (64, 224)), None);
        // Below a heading that stays on top there is one row less to see.
        assert_eq!(scrolled_for(8, 0, 32, (64, 224)), None);
        assert_eq!(scrolled_for(8, 1, 32, (64, 224)), Some(96));
    }
}
