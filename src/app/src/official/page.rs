//! The screen: the files, or one of the books among them with the code that is looked up beside it.

use engine::protocol::Book;
use leptos::prelude::*;

use super::{Browse, Official, code::CodePane, files::Files, grid::Grid, index::IndexPane};
use crate::coding::Session;
use crate::guidelines::{GuidelinesButton, GuidelinesPane};
use crate::shell::Shell;

/// The screen.
#[component]
pub(crate) fn OfficialPage() -> impl IntoView {
    let official = expect_context::<Official>();
    let shell = expect_context::<Shell>();
    let browse = expect_context::<Browse>();
    let reader = expect_context::<Session>().reader;
    let open = Memo::new(move |_| shell.book.get().filter(|book| official.has(*book)));
    let guidelines = Memo::new(move |_| open.get().is_none() && reader.among_files.get());
    view! {
        <div class="official" data-test="official">
            <header class="batch-head">
                <h1>"Official files"</h1>
                <nav class="books" aria-label="Books">
                    <button type="button" class="button plain" data-test="book-files"
                        aria-current=move || (open.get().is_none() && !guidelines.get()).then_some("page")
                        on:click=move |_| { shell.book.set(None); reader.among_files.set(false); }>"Files"</button>
                    {Book::ALL.into_iter().map(|book| view! {
                        <Show when=move || official.has(book)>
                            <button type="button" class="button plain" data-test="book" data-book=format!("{book:?}")
                                aria-current=move || (open.get() == Some(book)).then_some("page")
                                on:click=move |_| { browse.code.set(None); shell.book.set(Some(book)); crate::ui::focus_soon("book-find"); }>{book.name()}</button>
                        </Show>
                    }).collect_view()}
                    <GuidelinesButton shown=guidelines/>
                </nav>
            </header>
            {move || match open.get() {
                None if guidelines.get() => view! {
                    <div class="page"><div class="column"><GuidelinesPane/></div></div>
                }.into_any(),
                None => view! { <Files/> }.into_any(),
                Some(book) => view! {
                    <div class="book-split" data-test="book-open">
                        {if book.is_table() {
                            view! { <Grid book/> }.into_any()
                        } else {
                            view! { <IndexPane book/> }.into_any()
                        }}
                        <CodePane/>
                    </div>
                }.into_any(),
            }}
        </div>
    }
}
