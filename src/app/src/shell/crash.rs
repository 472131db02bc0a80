//! What is shown when the page itself stops on a mistake of its own. Nothing of a record is in it.

use leptos::prelude::document;

/// Puts a notice in the place of the page when it panics. The message is not shown: it could hold what was typed.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let Some(body) = document().body() else {
            return;
        };
        let Ok(notice) = document().create_element("div") else {
            return;
        };
        notice.set_class_name("crashed");
        let _ = notice.set_attribute("role", "alert");
        let at = info
            .location()
            .map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
        notice.set_text_content(Some(&format!(
            "Chartroom stopped because of a mistake of its own ({at}). What stood on screen and was not written into a \
             file is gone. Reload the page to go on."
        )));
        body.set_inner_html("");
        let _ = body.append_child(&notice);
    }));
}
