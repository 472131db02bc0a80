//! The tables of drugs and of neoplasms as grids: arrows move, letters find a row, Enter looks a cell's code up.

use engine::protocol::{Book, Failure, Request, TableRow, TableRows};
use leptos::{ev, prelude::*};

use super::browse::{Browse, focus_cell};
use crate::ui::{failure, grouped};

/// Rows drawn at once.
const WINDOW: u32 = 60;
/// Rows that a page key moves by.
const PAGE: u32 = 15;

/// The table on screen. A copy is only a reference.
#[derive(Clone, Copy)]
struct Table {
    book: Book,
    browse: Browse,
    told: RwSignal<Option<Result<TableRows, Failure>>>,
    at: RwSignal<(u32, usize)>,
}

/// The grid.
#[component]
pub(super) fn Grid(
    /// Which table.
    book: Book,
) -> impl IntoView {
    let browse = expect_context::<Browse>();
    let letters = RwSignal::new(String::new());
    let (told, at, follow) = (browse.rows, browse.cell, browse.follow);
    let table = Table {
        book,
        browse,
        told,
        at,
    };
    told.set(None);
    at.set((0, 0));
    Effect::new(move |_| {
        follow.set_value(false);
        let letters = letters.get();
        table.fetch(0, &letters);
    });
    // A cross-reference that leads here.
    Effect::new(move |_| {
        if let Some((_, row)) = browse.row.get().filter(|(other, _)| *other == book) {
            browse.row.set(None);
            table.go(row, 0);
        }
    });
    view! {
        <section class="book-table" aria-label=book.name()>
            <div class="book-table-head">
                <label for="book-find" class="quiet small">"First letters; "<kbd>"↓"</kbd>" goes into the table, there arrows move and "<kbd>"Enter"</kbd>" looks the code up"</label>
                <input class="input" id="book-find" type="text" autocomplete="off" spellcheck="false" data-test="book-find"
                    prop:value=move || letters.get()
                    on:input:target=move |event| letters.set(event.target().value())
                    on:keydown=move |event| if matches!(event.key().as_str(), "ArrowDown" | "Enter") {
                        event.prevent_default();
                        focus_cell(at.get_untracked());
                    }/>
                <p class="quiet small" role="status">{move || told.with(|told| match told {
                    Some(Ok(rows)) => said(rows, &letters.get()),
                    _ => String::new(),
                })}</p>
            </div>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet">"The table is being opened."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(rows)) => drawn(table, rows).into_any(),
            })}
        </section>
    }
}

fn said(rows: &TableRows, letters: &str) -> String {
    let none = if !letters.trim().is_empty() && rows.found.is_none() {
        "No row begins like that. "
    } else {
        ""
    };
    format!(
        "{none}Rows {} to {} of {}. Edition of FY{}, from {}.{}",
        grouped(u64::from(rows.first) + 1),
        grouped(u64::from(rows.first) + rows.rows.len() as u64),
        grouped(u64::from(rows.total)),
        rows.edition.fiscal_year,
        rows.edition.effective,
        if rows.edition.in_force {
            ""
        } else {
            " It does not speak for the date of the codes yet."
        }
    )
}

impl Table {
    fn fetch(self, first: u32, letters: &str) {
        self.browse.ask_rows.ask(Request::BookRows {
            book: self.book,
            first,
            letters: letters.to_owned(),
            limit: WINDOW,
            date: self.browse.session.code_date(),
        });
    }

    /// Moves to a cell, fetching its rows where they are not there.
    fn go(self, row: u32, column: usize) {
        let window = self.told.with_untracked(|told| match told {
            Some(Ok(rows)) => Some((
                rows.first,
                u32::try_from(rows.rows.len()).unwrap_or(0),
                rows.total,
                rows.headings.len(),
            )),
            _ => None,
        });
        let Some((first, length, total, columns)) = window else {
            self.at.set((row, column));
            self.browse.follow.set_value(true);
            self.fetch(row, "");
            return;
        };
        let row = row.min(total.saturating_sub(1));
        let column = column.min(columns);
        self.at.set((row, column));
        if (first..first + length).contains(&row) {
            focus_cell((row, column));
            return;
        }
        self.browse.follow.set_value(true);
        let below = row >= first + length;
        let from = if below {
            row.saturating_sub(PAGE)
        } else {
            (row + PAGE + 1).saturating_sub(WINDOW)
        };
        self.fetch(from, "");
    }

    fn row(self, row: u32) -> Option<TableRow> {
        self.told.with_untracked(|told| match told {
            Some(Ok(rows)) => rows.rows.iter().find(|r| r.term == row).cloned(),
            _ => None,
        })
    }

    /// Looks the cell's code up, or follows the row's cross-reference.
    fn enter(self, row: u32, column: usize) {
        let Some(line) = self.row(row) else { return };
        let origin = format!("cell-{row}-{column}");
        let way = format!("{}: {}", self.book.name(), line.title);
        let cell = column
            .checked_sub(1)
            .and_then(|at| line.cells.get(at))
            .and_then(Option::as_ref);
        match (cell, &line.reference) {
            (Some(code), _) => self.browse.look_up(
                code.system,
                &code.code,
                &format!("{way}, {}", code.role),
                &origin,
            ),
            (None, Some(reference)) => self.browse.follow(&reference.target, &way, &origin),
            (None, None) => {}
        }
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if event.alt_key() || event.meta_key() {
            return;
        }
        let (row, column) = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.go(row + 1, column),
            "ArrowUp" if row == 0 => {
                crate::ui::focus("book-find");
            }
            "ArrowUp" => self.go(row - 1, column),
            "ArrowRight" => self.go(row, column + 1),
            "ArrowLeft" => self.go(row, column.saturating_sub(1)),
            "PageDown" => self.go(row + PAGE, column),
            "PageUp" => self.go(row.saturating_sub(PAGE), column),
            "Home" if event.ctrl_key() => self.go(0, 0),
            "End" if event.ctrl_key() => self.go(u32::MAX, column),
            "Home" => self.go(row, 0),
            "End" => self.go(row, usize::MAX),
            "Enter" => self.enter(row, column),
            "Escape" => {
                crate::ui::focus("book-find");
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

fn drawn(table: Table, rows: &TableRows) -> impl IntoView + use<> {
    // What has the tab stop is always among the rows drawn.
    let (row, column) = table.at.get_untracked();
    let last = rows.first + u32::try_from(rows.rows.len()).unwrap_or(0);
    if !(rows.first..last).contains(&row) {
        table.at.set((rows.first, column));
    }
    view! {
        <div class="book-table-scroll">
            <table role="grid" class="grid-table" data-test="grid" aria-label=table.book.name()
                aria-rowcount=(rows.total + 1).to_string() aria-colcount=(rows.headings.len() + 1).to_string()
                on:keydown=move |event| table.key(&event)>
                <thead><tr aria-rowindex="1">
                    <th scope="col">{if table.book == Book::Drugs { "Substance" } else { "Neoplasm" }}</th>
                    {rows.headings.iter().map(|heading| view! { <th scope="col">{heading.clone()}</th> }).collect_view()}
                </tr></thead>
                <tbody>{rows.rows.iter().map(|row| line(table, row)).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn line(table: Table, row: &TableRow) -> impl IntoView + use<> {
    let number = row.term;
    let stop = move |column: usize| {
        move || {
            if table.at.get() == (number, column) {
                "0"
            } else {
                "-1"
            }
        }
    };
    let click = move |column: usize| {
        move |_: ev::MouseEvent| {
            table.go(number, column);
            table.enter(number, column);
        }
    };
    let indent = format!("level-{}", row.level.min(6));
    let reference = row
        .reference
        .as_ref()
        .map(|r| format!("{} {}", r.words, r.text));
    view! {
        <tr aria-rowindex=(number + 2).to_string()>
            <th scope="row" class=indent id=format!("cell-{number}-0") tabindex=stop(0) on:click=click(0)>
                {row.title.clone()}{reference.map(|text| view! { " "<span class="quiet small">{text}</span> })}</th>
            {row.cells.iter().enumerate().map(|(at, cell)| {
                let column = at + 1;
                let printed = cell.as_ref().map_or_else(|| "–".to_owned(), |code| code.printed.clone());
                view! {
                    <td role="gridcell" class="mono" class:quiet=cell.is_none() id=format!("cell-{number}-{column}") tabindex=stop(column) on:click=click(column)>{printed}</td>
                }
            }).collect_view()}
        </tr>
    }
}
